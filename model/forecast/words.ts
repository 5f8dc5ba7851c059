import type { GaugeRow, Row } from '../../thresholds/row';
import { amount } from '../format';
import { alarmDays } from './method/severity';

/** What is forecast of a row, for the documents; undefined where nothing is. */
export function forecastWords(row: Row): string | undefined {
  const { forecast } = row as Row & Pick<GaugeRow, 'forecast'>;
  if (forecast === undefined) return undefined;
  return `days until ${endWords(row, forecast)}`;
}

function endWords(row: Row, forecast: NonNullable<GaugeRow['forecast']>): string {
  if (forecast === 'quota') return 'it is used up, where that is before its period ends';
  const { to } = forecast;
  if ('value' in to) return `it is at ${amount(to.value, row)}`;
  return 'ofRow' in to ? `it is at ${to.ofRow}` : `it is at \`limits.${to.ofLimit}\``;
}

const { warning, critical } = alarmDays;
/** The alarms of every forecast: at which days they begin, and at which they end. */
export const FORECAST_ALARMS = `warning at ${warning.from} days or less until ${warning.until} are left, critical at ${critical.from} until ${critical.until}`;
