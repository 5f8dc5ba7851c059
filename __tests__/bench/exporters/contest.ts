import { Link } from '../../support/servers/link';
import { interleave } from '../measure';
import { type Contestant, type Meter, turn } from './contestant';
import type { Contestants } from './report';

/** Not counted: the first visits are slower on both sides, and have no previous sample. */
const WARM_UP = 3;

/** How each contestant starts, given its own link to the server. */
export type Entries = Readonly<Record<keyof Contestants, (link: Link) => Promise<Contestant>>>;

/** Lets the contestants take turns on a server, then stops them. */
export async function compete(
  port: number,
  meter: Meter,
  entries: Entries,
  rounds: number,
): Promise<Contestants> {
  const links: Link[] = [];
  const contestants: Contestant[] = [];
  const enter = async (name: keyof Contestants) => {
    const link = await Link.open(port);
    links.push(link);
    const contestant = await entries[name](link);
    contestants.push(contestant);
    return () => turn(name, contestant, meter);
  };
  try {
    const [ours, installed, tuned] = [await enter('ours'), await enter('installed'), await enter('tuned')];
    return await interleave({ ours, installed, tuned }, rounds, WARM_UP);
  } finally {
    for (const contestant of contestants) await contestant.stop();
    for (const link of links) await link.stop();
  }
}
