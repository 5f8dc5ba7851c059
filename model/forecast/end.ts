import type { ForecastEnd, Row } from '../../thresholds/row';

/** The row without a forecast. */
export function withoutForecast<R extends Row>(row: R): R {
  const { forecast: _, ...rest } = row as R & { readonly forecast?: unknown };
  return rest as unknown as R;
}

/** The row with another end of its trend; without a forecast where there is none. A quota is used up at 100 %, whatever else is known. */
export function withEnd<R extends Row>(row: R, endOf: (own: ForecastEnd) => ForecastEnd | undefined): R {
  const { forecast } = row as Row & Pick<Extract<Row, { kind: 'gauge' }>, 'forecast'>;
  if (forecast === undefined || forecast === 'quota') return row;
  const to = endOf(forecast.to);
  return to === undefined ? withoutForecast(row) : { ...row, forecast: { to } };
}
