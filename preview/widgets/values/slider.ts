/** A step of a slider: about a hundredth of the axis, as 1, 2 or 5 times a power of ten. */
export function stepOf(low: number, high: number): number {
  const wished = (high - low) / 100;
  if (!(wished > 0)) return 1;
  const power = 10 ** Math.floor(Math.log10(wished));
  const times = [1, 2, 5, 10].find((n) => n * power >= wished * 0.999) ?? 10;
  return times * power;
}

/** A value on the steps, without floating-point noise. */
export function onStep(value: number, step: number): number {
  return Number((Math.round(value / step) * step).toPrecision(12));
}

/**
 * The value after a key, or undefined if the key does not move a slider. Values below 0 make no sense for a threshold of
 * counts, sizes and times.
 */
export function afterKey(key: string, value: number, low: number, high: number): number | undefined {
  const step = stepOf(low, high);
  const moves: Readonly<Record<string, number>> = {
    ArrowUp: value + step,
    ArrowRight: value + step,
    ArrowDown: value - step,
    ArrowLeft: value - step,
    PageUp: value + 10 * step,
    PageDown: value - 10 * step,
    Home: Math.max(0, low),
    End: high,
  };
  const moved = Object.hasOwn(moves, key) ? moves[key] : undefined;
  return moved === undefined ? undefined : Math.max(Math.min(0, low), onStep(moved, step));
}

/** Columns for handles, so that those at about the same height stand side by side. */
export function columnsOf(tops: readonly number[], size: number): number[] {
  const placed: { readonly top: number; readonly column: number }[] = [];
  return tops.map((top) => {
    const taken = placed.filter((other) => Math.abs(other.top - top) < size).map(({ column }) => column);
    let column = 0;
    while (taken.includes(column)) column++;
    placed.push({ top, column });
    return column;
  });
}
