import type { Elsewhere } from '../service';

/** AUTH and INFO. */
const COMMANDS_PER_RUN = 2;
/** From Upstash's documentation, billing, 2026-08. Fixed plans do not count commands. */
const USD_PER_100K = 0.2;
const FREE_COMMANDS = 500_000;

export const elsewhere: Elsewhere = {
  why: `**Upstash.** A run sends ${COMMANDS_PER_RUN} commands.`,
  columns: [
    { title: 'commands', format: 'number' },
    { title: 'of the Free plan', format: 'percent' },
    { title: 'on pay as you go, $', format: 'usd', plan: 'payg' },
  ],
  lines({ collectionMinutes, hoursPerMonth }) {
    const commands = ((hoursPerMonth * 60) / collectionMinutes) * COMMANDS_PER_RUN;
    return [[commands, commands / FREE_COMMANDS, (commands / 100_000) * USD_PER_100K]];
  },
  prices: `$${USD_PER_100K.toFixed(2)} per 100,000 commands on pay as you go, ${FREE_COMMANDS / 1e6} million per month on Free; fixed plans do not count them (Upstash docs, billing, 2026-08).`,
  quotas: [
    {
      counted: 'commands a month',
      ...{ per: 'month', of: 'database', most: { limit: 'monthlyCommands' }, from: 0.1 },
      free: FREE_COMMANDS,
      perVisit: () => COMMANDS_PER_RUN,
      advice: 'Upstash refuses commands of everybody above it. A larger collectionMinutes uses less.',
    },
  ],
};
