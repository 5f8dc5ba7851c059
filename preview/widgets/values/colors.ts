/**
 * Colours for lines without one. They can be told apart in both themes and by people who see colours differently
 * (Okabe and Ito's set, darkened), and none is the amber or red of a threshold.
 */
const palette = [
  '#2f7ed8',
  '#00906a',
  '#9a5fc4',
  '#0097b2',
  '#7a6a1f',
  '#c0568f',
  '#5b6b7b',
  '#4c9a2a',
] as const;

/** @param index the line's place among those without a colour */
export function paletteColor(index: number): string {
  return palette[index % palette.length] ?? palette[0];
}
/** The colour of an annotation without one. */
export const MARK_COLOR = '#7f8c99';
