/**
 * The commands of a query of a log into which several databases write: what they show says of which database it is. Where a line is
 * parsed, its field is asked of what was parsed, as everything else there.
 * @param commands in the language of Logs Insights, that show a time with `fields` or `display`, or count with `stats … by`
 */
export function withDatabase(commands: readonly string[]): string[] {
  const database = commands.some((command) => command.includes('jsonParse(@message) as r'))
    ? 'r.database'
    : 'database';
  return commands.map((command) =>
    command.replace(/^((?:fields|display) @timestamp, |stats .* by )/, `$1${database}, `),
  );
}
