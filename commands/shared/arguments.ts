import { type ParseArgsConfig, parseArgs } from 'node:util';

/** The options that a command has. */
type Known = NonNullable<ParseArgsConfig['options']>;

/** Reads a command line. Options that do not exist are among the tokens: what is said of them is up to the command. */
export const argumentsOf = <const K extends Known>(args: readonly string[], known: K) =>
  parseArgs({ args: [...args], options: known, allowPositionals: true, strict: false, tokens: true });

type Token = ReturnType<typeof argumentsOf>['tokens'][number];
export type OptionToken = Extract<Token, { readonly kind: 'option' }>;

/**
 * What is wrong with the options of a command line: those that do not exist, those without their value, and those with one that
 * take none.
 * @param unknown what is said of one that does not exist
 */
export function optionProblems(
  tokens: readonly Token[],
  known: Known,
  unknown = ({ rawName }: OptionToken): string => `There is no option ${rawName}.`,
): string[] {
  return tokens.flatMap((token) => {
    if (token.kind !== 'option') return [];
    const option = Object.hasOwn(known, token.name) ? known[token.name] : undefined;
    if (!option) return [unknown(token)];
    if (option.type === 'string') return token.value ? [] : [`${token.rawName} takes a value.`];
    return token.value === undefined ? [] : [`${token.rawName} takes no value.`];
  });
}
