import type { Sample } from '../sample';
import { RECORDING } from '../statement';
import { quoted } from './refused';

/** How many causes are named at most. */
const MOST_CAUSES = 5;

type Place = Sample['configured'][number];

/** As ALTER names it. ALTER ROLE ALL is for all roles in all databases. */
function placeOf({ role, database, roleName, databaseName }: Place): string {
  const named = (name: string | null, id: number) => (name === null ? `<oid ${id}>` : quoted(name));
  if (role === 0 && database === 0) return 'ROLE ALL';
  const where = [
    role !== 0 && `ROLE ${named(roleName, role)}`,
    database !== 0 && `DATABASE ${named(databaseName, database)}`,
  ];
  return where.filter(Boolean).join(' IN ');
}

const unrecordedIn = (place: Place): string => {
  const where = placeOf(place);
  return `${place.setting}=${RECORDING[place.setting]?.off[0]} for ${where}; run: ALTER ${where} RESET ${place.setting}`;
};

/** Why statements are not recorded, and what to run; undefined if all are. */
export function whyUnrecorded({
  track,
  queryId,
  configured,
  own,
  here,
  siblings,
}: Sample): string | undefined {
  const current: Readonly<Record<string, string | null>> = {
    'pg_stat_statements.track': track,
    compute_query_id: queryId,
  };
  const causes = Object.entries(RECORDING).flatMap(([name, { off, on }]) => {
    const places = configured.filter(({ setting }) => setting === name);
    const forUs = places.some(
      ({ role, database }) => [0, own].includes(role) && [0, here].includes(database),
    );
    const everywhere =
      current[name] === off[0] && !forUs
        ? [`${name}=${off[0]}; run: ALTER SYSTEM SET ${name} = '${on}'; SELECT pg_reload_conf()`]
        : [];
    // Our own statements need not be recorded.
    const others = places.filter(({ role }) => role !== own || siblings > 0);
    return [...everywhere, ...others.map(unrecordedIn)];
  });
  return causes.length > 0
    ? `statements are not recorded: ${causes.slice(0, MOST_CAUSES).join('; ')}`
    : undefined;
}

/** An application that uses our own role may have no session now. */
export function whyOwnUnrecorded({ configured, own, siblings }: Sample): string | undefined {
  const place = siblings === 0 ? configured.find(({ role }) => role === own) : undefined;
  return place && `statements of the collector's own role are not recorded: ${unrecordedIn(place)}`;
}
