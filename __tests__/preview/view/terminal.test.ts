import { type Output, wantsColour } from '../../../preview/view/lines';
import { Terminal } from '../../../preview/view/terminal';

const view = (text: string) => ({ sections: [], footer: [text] });

class Screen {
  written = '';
  constructor(
    readonly isTTY: boolean,
    readonly columns = 80,
    readonly rows = 24,
  ) {}
  write(text: string): boolean {
    this.written += text;
    return true;
  }
  hasColors(): boolean {
    return true;
  }
}
const outputOf = (screen: Screen) => screen as unknown as Output & Screen;

test('on a terminal, the second view replaces the first', () => {
  const screen = outputOf(new Screen(true));
  const terminal = new Terminal(screen, { NO_COLOR: '1' });
  terminal.draw(view('one'));
  terminal.draw(view('two'));
  expect(screen.written).toBe('one\n\x1b[1A\r\x1b[Jtwo\n');
});

test('elsewhere, views follow each other as plain text', () => {
  const screen = outputOf(new Screen(false));
  const terminal = new Terminal(screen, {});
  terminal.draw(view('one'));
  terminal.redraw();
  terminal.draw(view('two'));
  expect(screen.written).toBe('one\n\ntwo\n\n');
});

test('a view is never higher than the terminal, so that the cursor finds its top again', () => {
  const screen = outputOf(new Screen(true, 80, 4));
  new Terminal(screen, {}).draw({ sections: [], footer: ['1', '2', '3', '4', '5'] });
  expect(screen.written.split('\n')).toHaveLength(4);
});

test('a resized window is redrawn from its top', () => {
  const screen = outputOf(new Screen(true));
  const terminal = new Terminal(screen, { NO_COLOR: '1' });
  terminal.redraw();
  expect(screen.written).toBe('');
  terminal.draw(view('one'));
  terminal.redraw();
  expect(screen.written).toBe('one\n\x1b[H\x1b[Jone\n');
});

test('a printed view is complete, regardless of the height', () => {
  const screen = outputOf(new Screen(true, 80, 3));
  new Terminal(screen, { NO_COLOR: '1' }).print({ sections: [], footer: ['1', '2', '3', '4', '5'] });
  expect(screen.written).toBe('1\n2\n3\n4\n5\n');
});

test.each([
  [true, {}, true],
  [false, {}, false],
  [true, { NO_COLOR: '1' }, false],
  [true, { NO_COLOR: '' }, true],
  [false, { FORCE_COLOR: '1' }, true],
  [true, { FORCE_COLOR: '0' }, false],
  [true, { FORCE_COLOR: '1', NO_COLOR: '1' }, false],
])('terminal: %s, variables: %j, colours: %s', (isTTY, env, colours) => {
  expect(wantsColour(outputOf(new Screen(isTTY)), env)).toBe(colours);
});
