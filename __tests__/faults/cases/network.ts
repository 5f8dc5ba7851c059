import type { ErrorName } from '../../../handlers/lib/errors';
import type { Link, LinkFault } from '../../support/servers/link';
import { type Break, type Effect, effects, type FaultCase } from '../case';
import { asVariablesSay, handshakeBytes, onLink } from '../causes';
import type { System } from '../systems';
import type { World } from '../world';

/** A host name with an empty label: no DNS query is made, and no machine has such a name. */
const NOWHERE = 'nowhere..invalid';
const HTTP_ERROR = Buffer.from('HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n');
/** Bytes that belong to no protocol. */
const NOISE = Buffer.from(Array.from({ length: 512 }, (_, i) => (i * 151 + 89) % 256));

/** A system, and what its failure means for the run. */
interface Place {
  readonly service: FaultCase['service'];
  readonly effect: Effect;
  readonly cold?: true;
  /** A number of bytes after which its response is incomplete. */
  middle(link: Link): number;
  nowhere(world: World): Record<string, string>;
}
const endpoint = (name: string) => () => ({ [`AWS_ENDPOINT_URL_${name}`]: `http://${NOWHERE}:80` });
const places: Readonly<Record<System, Place>> = {
  postgres: {
    service: 'neon',
    effect: effects.notVisited,
    // Within the sample; a check-up or texts may follow on the same connection.
    middle: () => 2_000,
    nowhere: (world) => {
      world.aws.parameters.set('/nowhere', world.connectionString(NOWHERE));
      return { NEON_CONNECTION_STRING: 'ssm:/nowhere' };
    },
  },
  redis: {
    service: 'upstash',
    effect: effects.notVisited,
    middle: ({ answered }) => answered - 100,
    nowhere: () => ({ UPSTASH_REST_URL: `https://${NOWHERE}` }),
  },
  neonApi: {
    service: 'neon',
    effect: { ...effects.none, without: ['ComputeActive'] },
    middle: ({ answered }) => answered - 20,
    nowhere: () => ({ NEON_API_URL: `https://${NOWHERE}` }),
  },
  ssm: {
    service: 'upstash',
    effect: effects.notVisited,
    cold: true,
    middle: ({ answered }) => answered - 20,
    nowhere: endpoint('SSM'),
  },
  dynamodb: {
    service: 'upstash',
    effect: effects.stateUnread,
    // Within the body of GetItem; PutItem follows on the same connection.
    middle: () => 400,
    nowhere: endpoint('DYNAMODB'),
  },
  cloudwatch: {
    service: 'upstash',
    effect: effects.undelivered,
    middle: ({ answered }) => answered - 4,
    nowhere: endpoint('CLOUDWATCH'),
  },
};

type Family = 'postgres' | 'redis' | 'neonApi' | 'aws';
type Says = readonly [sees: ErrorName, says: RegExp, failedCalls: number];

/** A fault of the network, and what is reported for each system. */
interface Kind {
  readonly fault: string;
  readonly tls?: true;
  /** A warm process resumes its TLS sessions, whose handshake is shorter. */
  readonly cold?: true;
  readonly link?: (link: Link, system: System) => LinkFault | Promise<LinkFault>;
  readonly variables?: (place: Place, world: World) => Record<string, string>;
  readonly says: Readonly<Partial<Record<Family, Says>>>;
  /** The call was executed, although its response is lost. */
  readonly answerLost?: true;
}

const silence = /no answer in time/;
const saysLate: Kind['says'] = {
  postgres: ['NetworkError', silence, 1],
  redis: ['NetworkError', silence, 1],
  neonApi: ['NetworkError', silence, 1],
  aws: ['AwsError', /no answer within … ms.*check that the function can reach AWS/, 2],
};
const closed = /closed before an answer/;
const saysClosed = (aws: RegExp): Kind['says'] => ({
  postgres: ['NetworkError', closed, 2],
  redis: ['NetworkError', closed, 2],
  neonApi: ['NetworkError', closed, 2],
  aws: ['AwsError', aws, 2],
});
const saysGarbage: Kind['says'] = {
  postgres: ['ProtocolError', /something that is not PostgreSQL/, 1],
  redis: ['ProtocolError', /something that is not Redis/, 1],
  neonApi: ['ProtocolError', /HTTP/, 1],
  aws: ['AwsError', /HPE_/, 1],
};
const kinds: readonly Kind[] = [
  {
    fault: 'refuses the connection',
    link: () => ({ is: 'refused' }),
    says: {
      postgres: ['NetworkError', /Postgres at \{postgres\}: the connection was refused/, 1],
      redis: ['NetworkError', /Redis at \{redis\}: the connection was refused/, 1],
      neonApi: ['NetworkError', /Neon API at \{neonApi\}: the connection was refused/, 1],
      aws: ['AwsError', /ECONNREFUSED.*check that the function can reach AWS/, 2],
    },
  },
  {
    fault: 'has a name that does not resolve',
    variables: (place, world) => place.nowhere(world),
    says: {
      postgres: [
        'DnsError',
        /nowhere\.\.invalid:5432: the host name cannot be resolved.*Check its spelling/,
        1,
      ],
      redis: ['DnsError', /nowhere\.\.invalid:6379: the host name cannot be resolved/, 1],
      neonApi: ['DnsError', /nowhere\.\.invalid: the host name cannot be resolved/, 1],
      aws: ['AwsError', /ENOTFOUND nowhere\.\.invalid.*check the region and the DNS/, 1],
    },
  },
  {
    fault: 'accepts and never answers',
    link: () => ({ is: 'silent' }),
    says: saysLate,
  },
  {
    fault: 'TLS: stalls in the handshake',
    tls: true,
    link: () => ({ is: 'stalls', after: 100 }),
    says: saysLate,
  },
  {
    fault: 'TLS: stalls when it was agreed on',
    tls: true,
    link: () => ({ is: 'stalls', after: 1 }),
    says: { postgres: ['NetworkError', silence, 1] },
  },
  {
    fault: 'TLS: stalls after the handshake',
    tls: true,
    cold: true,
    link: async (link, system) => ({ is: 'stalls', after: await handshakeBytes(link, system) }),
    says: saysLate,
    answerLost: true,
  },
  {
    fault: 'TLS: closes in the handshake',
    tls: true,
    link: () => ({ is: 'closes', after: 100 }),
    says: saysClosed(/ECONNRESET/),
  },
  {
    fault: 'TLS: answers in plain text',
    tls: true,
    link: () => ({ is: 'garbage', bytes: HTTP_ERROR }),
    says: {
      postgres: ['TlsError', /Postgres at \{postgres\}/, 1],
      redis: ['TlsError', /does not use TLS/, 1],
      neonApi: ['TlsError', /no trusted TLS connection/, 1],
      aws: ['AwsError', /wrong version number/, 1],
    },
  },
  {
    fault: 'stalls mid-response',
    link: (link, system) => ({ is: 'stalls', after: places[system].middle(link) }),
    says: saysLate,
    answerLost: true,
  },
  {
    fault: 'closes before it answers',
    link: () => ({ is: 'closes', after: 0 }),
    says: saysClosed(/ECONNRESET/),
    answerLost: true,
  },
  {
    fault: 'closes mid-response',
    link: (link, system) => ({ is: 'closes', after: places[system].middle(link) }),
    says: saysClosed(/ECONNRESET|aborted/),
    answerLost: true,
  },
  {
    fault: 'resets mid-response',
    link: (link, system) => ({ is: 'resets', after: places[system].middle(link) }),
    says: saysClosed(/ECONNRESET|aborted/),
    answerLost: true,
  },
  {
    fault: 'answers noise',
    link: () => ({ is: 'garbage', bytes: NOISE }),
    says: saysGarbage,
  },
  {
    fault: 'answers with zeros',
    link: () => ({ is: 'garbage', bytes: Buffer.alloc(512) }),
    says: saysGarbage,
  },
  {
    fault: 'speaks HTTP',
    link: () => ({ is: 'garbage', bytes: HTTP_ERROR }),
    says: {
      postgres: ['ProtocolError', /something that is not PostgreSQL/, 1],
      redis: ['ProtocolError', /not Redis/, 1],
    },
  },
  {
    fault: 'drips: a byte every 200 ms',
    link: () => ({ is: 'drips', ms: 200 }),
    says: saysLate,
    answerLost: true,
  },
];

const isAws = (system: System): system is 'ssm' | 'dynamodb' | 'cloudwatch' =>
  system === 'ssm' || system === 'dynamodb' || system === 'cloudwatch';

function breaksOf({ link: faultOf }: Kind, system: System): Break {
  return faultOf ? onLink(system, (link) => faultOf(link, system)) : asVariablesSay;
}

/** How the run is started, where that is part of the fault. */
function conditionsOf({ tls, cold, variables }: Kind, place: Place) {
  return {
    ...(tls && { tls }),
    ...((place.cold || cold) && { cold: true as const }),
    ...(variables && { variables: (world: World) => variables(place, world) }),
  };
}

function casesOf(kind: Kind): FaultCase[] {
  return (Object.keys(places) as System[]).flatMap((system) => {
    const place = places[system];
    const known = kind.says[isAws(system) ? 'aws' : system];
    if (!known) return [];
    const [sees, says, failedCalls] = known;
    // A run that continues without the system says the same in a warning.
    const succeeds = place.effect.up === 1 && place.effect.published.length > 0;
    const answerLost = system === 'cloudwatch' && kind.answerLost;
    return {
      system,
      fault: kind.fault,
      service: place.service,
      breaks: breaksOf(kind, system),
      ...conditionsOf(kind, place),
      sees: succeeds ? ('success' as const) : sees,
      says: succeeds ? new RegExp(`${sees}: .*${says.source}`) : says,
      failedCalls,
      effect: answerLost ? effects.takenUnawares : place.effect,
      ...(answerLost && { answerLost }),
    };
  });
}

/** The faults of the network, each for every system. */
export const network: readonly FaultCase[] = kinds.flatMap(casesOf);
