import type { Widget } from '../body/model';
import { timeSeries } from '../chart/time-series';
import { markdown } from '../markdown/render';
import { alarms } from './alarms';
import { comparison } from './comparison';
import type { Frame } from './frame';
import { gauge } from './gauge';
import { logs } from './logs';
import { numbers } from './numbers';
import type { Context, Piece } from './piece';
import { table } from './table';

const byView = { timeSeries, singleValue: numbers, gauge, bar: comparison, pie: comparison, table };

/** The content of a widget, in its frame. */
export function pieceOf(widget: Widget, frame: Frame, context: Context): Piece {
  switch (widget.kind) {
    case 'metric':
      return byView[widget.view](widget, frame, context);
    case 'alarm':
      return alarms(widget, frame, context);
    case 'log':
      return logs(widget, frame, context);
    case 'text':
      frame.body.append(markdown(widget.markdown));
      break;
    case 'absent':
      break;
  }
  return { update: () => frame.note(widget.notes) };
}
