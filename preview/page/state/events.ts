/**
 * Takes server-sent events apart, however the network has cut them: the data of each event that is complete. Comments,
 * which keep a connection open, and other fields have no meaning here.
 */
export function eventParser(): (text: string) => string[] {
  let rest = '';
  return (text) => {
    // Most pieces of a long event end none.
    if (!text.includes('\n')) {
      rest += text;
      return [];
    }
    const blocks = (rest + text).replaceAll('\r\n', '\n').split('\n\n');
    rest = blocks.pop() ?? '';
    return blocks.flatMap((block) => {
      const data = block
        .split('\n')
        .flatMap((line) => (line.startsWith('data:') ? [line.slice(5).trimStart()] : []));
      return data.length === 0 ? [] : [data.join('\n')];
    });
  };
}
