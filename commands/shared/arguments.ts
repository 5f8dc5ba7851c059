import { type ParseArgsConfig, parseArgs } from 'node:util';

/** The options that a command has. */
type Known = NonNullable<ParseArgsConfig['options']>;

/** Reads a command line. Options that do not exist are among the tokens: what is said of them is up to the command. */
export const argumentsOf = <const K extends Known>(args: readonly string[], known: K) =>
  parseArgs({ args: [...args], options: known, allowPositionals: true, strict: false, tokens: true });

type Token = ReturnType<typeof argumentsOf>['tokens'][number];
export type OptionToken = Extract<Token, { readonly kind: 'option' }>;

/**
 * What is wrong with the options of a command line: those that do not exist, those without their value, those with one that
 * take none, and those that are given again, whose first value would be lost.
 * @param unknown what is said of one that does not exist
 */
export function optionProblems(
  tokens: readonly Token[],
  known: Known,
  unknown = ({ rawName }: OptionToken): string => `There is no option ${rawName}.`,
): string[] {
  const options = tokens.filter((token) => token.kind === 'option');
  return options.flatMap((token, i) => {
    const { name, rawName, value } = token;
    const option = Object.hasOwn(known, name) ? known[name] : undefined;
    if (!option) return [unknown(token)];
    if (option.type !== 'string') return value === undefined ? [] : [`${rawName} takes no value.`];
    if (!value) return [`${rawName} takes a value.`];
    const isAgain = !option.multiple && options.slice(0, i).some((one) => one.name === name);
    return isAgain ? [`${rawName} is given more than once: give it once.`] : [];
  });
}
