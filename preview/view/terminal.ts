import type { Env } from '../../model/variables';
import { type Output, paint, wantsColour, widthOf } from './lines';
import { compose, type View } from './screen';

const CLEAR_BELOW = '\x1b[J';

/** Shows successive views: in place on a terminal, one below the other elsewhere. */
export class Terminal {
  private drawn = 0;
  private text = '';
  private shown: View | undefined;

  constructor(
    private readonly output: Output,
    private readonly env: Env,
  ) {}

  /** Shows the whole view, regardless of the height. */
  print(view: View): void {
    this.output.write(this.lines(view, undefined).join(''));
  }

  /** Shows the view in place of the previous one. */
  draw(view: View): void {
    this.shown = view;
    if (!this.output.isTTY) {
      this.print(view);
      this.output.write('\n');
      return;
    }
    const lines = this.lines(view, (this.output.rows ?? Number.POSITIVE_INFINITY) - 1);
    const text = lines.join('');
    // The same again would only flicker.
    if (this.drawn > 0 && text === this.text) return;
    const back = this.drawn > 0 ? `\x1b[${this.drawn}A\r${CLEAR_BELOW}` : '';
    this.output.write(back + text);
    this.text = text;
    // The cursor is below the last line.
    this.drawn = lines.length;
  }

  /** Redraws after a resize: lines have moved, so clear the whole window. */
  redraw(): void {
    if (!this.shown || !this.output.isTTY) return;
    this.output.write(`\x1b[H${CLEAR_BELOW}`);
    this.drawn = 0;
    this.draw(this.shown);
  }

  private lines(view: View, height: number | undefined): string[] {
    const width = widthOf(this.output, this.env);
    const lines = compose(view, { width, ...(height !== undefined && { height }) });
    const colour = wantsColour(this.output, this.env);
    return lines.map((line) => `${paint(line, colour)}\n`);
  }
}
