/**
 * In the bundle this stands in for @ioredis/commands, the table of all Redis commands. ioredis makes some nine hundred
 * methods from that table whenever it is loaded. A collector sends two commands. Both may be sent while Redis loads its
 * data, and neither has a key among its arguments.
 */
export const list = ['auth', 'info'];
export const exists = (name: string): boolean => list.includes(name.toLowerCase());
export const hasFlag = (name: string, flag: string): boolean => flag === 'loading' && exists(name);
export const getKeyIndexes = (): number[] => [];
