/** US dollars × 10¹⁸, as an integer: sums are exact. Also other decimals, such as a usage. */
export type Exact = bigint;

const DIGITS = 18;
export const ONE: Exact = 10n ** BigInt(DIGITS);
const CENT: Exact = ONE / 100n;

/** How APIs write an amount: `0.0000004320`, `-1.5`, `2.4E-9`. */
export const DECIMAL = /^-?\d{1,15}(\.\d+)?([eE](-\d{1,2}|\+?\d))?$/;

/** @param text in the form of {@link DECIMAL}; digits beyond the eighteenth are rounded */
export function exact(text: string): Exact {
  const [digits = '', exponent = '0'] = text.toLowerCase().split('e');
  const [whole = '', fraction = ''] = digits.replace('-', '').split('.');
  const shift = DIGITS - fraction.length + Number(exponent);
  const all = BigInt(whole + fraction);
  const size = shift >= 0 ? all * 10n ** BigInt(shift) : quotient(all, 10n ** BigInt(-shift));
  return text.startsWith('-') ? -size : size;
}

/** A number that an API or an estimate has as a binary fraction. */
export const exactNumber = (n: number): Exact => exact(Math.abs(n) < 1e-18 ? '0' : String(n));

/** Rounded to the nearest, halves up. @param by positive */
export function quotient(n: bigint, by: bigint): bigint {
  return floor(2n * n + by, 2n * by);
}

const floor = (n: bigint, by: bigint): bigint => n / by - (n % by < 0n ? 1n : 0n);

/** Two decimals multiplied. */
export const times = (a: Exact, b: Exact): Exact => quotient(a * b, ONE);

export const total = (amounts: readonly Exact[]): Exact => amounts.reduce((sum, one) => sum + one, 0n);

/**
 * Whole cents for each amount. Their sum is the sum of the amounts, rounded once: those with the largest fractions are rounded up.
 */
export function cents(amounts: readonly Exact[]): bigint[] {
  const down = amounts.map((amount) => floor(amount, CENT));
  const missing = Number(quotient(total(amounts), CENT) - total(down));
  const largest = amounts
    .map((amount, i) => ({ i, left: amount - (down[i] ?? 0n) * CENT }))
    .sort((a, b) => (a.left === b.left ? a.i - b.i : a.left > b.left ? -1 : 1))
    .slice(0, Math.max(0, missing));
  const up = new Set(largest.map(({ i }) => i));
  return down.map((cent, i) => cent + (up.has(i) ? 1n : 0n));
}

/** `1,234.56`, and `−0.05`. */
export function dollars(cent: bigint): string {
  const size = cent < 0n ? -cent : cent;
  const whole = (size / 100n).toLocaleString('en-US');
  return `${cent < 0n ? '−' : ''}${whole}.${String(size % 100n).padStart(2, '0')}`;
}
