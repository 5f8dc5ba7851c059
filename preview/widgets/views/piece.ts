import type { Source } from '../source';

/** What the widgets of one dashboard share. */
export interface Context {
  readonly source: Source;
  /** Length of the dashboard's time range in milliseconds of real time. */
  readonly rangeMs: number;
  /** Charts with the same key move their cursors together. */
  readonly syncKey: string;
}

/** The content of a widget. */
export interface Piece {
  update(now: number): void;
  destroy?(): void;
}
