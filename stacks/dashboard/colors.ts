import { type LineColor, lineColors, type Panel, type Severity } from '../../thresholds/row';

/** The colours of thresholds. Nothing else on a dashboard looks like them. */
export const severityColors: Readonly<Record<Severity, string>> = {
  warning: '#ff9900',
  critical: '#d13212',
};

/**
 * The colours of lines. They differ in lightness too, so that people with any colour vision deficiency tell them apart, and
 * stand out by 3:1 on a white and on a dark dashboard (#161d26), as WCAG 2.2 asks of graphics. Tests measure all of this.
 */
export const palette: Readonly<Record<LineColor, string>> = {
  blue: '#3f98e8',
  teal: '#0c7470',
  purple: '#8a44cf',
  grey: '#8c9196',
};

/** The colour of a row's line and number. It depends on nothing but the row, so that a new row recolours no other. */
export function colorOf({ color = lineColors[0] }: Panel): string {
  return palette[color];
}
