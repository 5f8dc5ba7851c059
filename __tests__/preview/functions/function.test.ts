import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { WarmFunction } from '../../../preview/functions/function';

let folder: string;
const functions: WarmFunction[] = [];
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'functions-'));
});
afterEach(async () => {
  await Promise.all(functions.splice(0).map((f) => f.close()));
});
afterAll(() => rmSync(folder, { recursive: true }));

/** A function whose handler has this body, with access to `payload`, `invocation` and the module's `calls`. */
function functionOf(body: string, variables: Record<string, string> = {}): WarmFunction {
  const file = join(
    folder,
    `${functions.length}-${expect.getState().currentTestName?.replace(/\W/g, '')}.js`,
  );
  writeFileSync(
    file,
    `let calls = 0; exports.handler = async (payload, invocation) => { calls++; ${body} };`,
  );
  const created = new WarmFunction(file, variables);
  functions.push(created);
  return created;
}

test('loads the bundle once and invokes it in a warm process', async () => {
  const warm = functionOf('return { calls, payload, pid: process.pid };');
  const first = (await warm.invoke({ a: 1 })) as unknown as Record<string, unknown>;
  expect(first).toMatchObject({ calls: 1, payload: { a: 1 } });
  expect(await warm.invoke({})).toMatchObject({ calls: 2, pid: first.pid });
});

test('the function has only its own variables, and inherits none', async () => {
  process.env.LEAKED = 'secret';
  const warm = functionOf('return Object.keys(process.env);', { ENVIRONMENT: 'preview' });
  expect(await warm.invoke({})).toEqual(['ENVIRONMENT']);
  delete process.env.LEAKED;
});

test('it gets the same context as in Lambda', async () => {
  const warm = functionOf(
    'return { id: invocation.awsRequestId, left: invocation.getRemainingTimeInMillis() };',
  );
  const { id, left } = (await warm.invoke({})) as unknown as { id: string; left: number };
  expect(id).toMatch(/^[0-9a-f-]{36}$/);
  expect(left).toBeGreaterThan(20_000);
  expect(left).toBeLessThanOrEqual(30_000);
});

test('an error of the handler is returned with class and message, and the process stays', async () => {
  const warm = functionOf(
    'if (calls === 1) throw Object.assign(new Error("refused"), { name: "NetworkError" }); return calls;',
  );
  await expect(warm.invoke({})).rejects.toMatchObject({ errorType: 'NetworkError', message: 'refused' });
  expect(await warm.invoke({})).toBe(2);
});

test('a process that exits is reported with its last output, and restarted', async () => {
  const warm = functionOf(
    'if (payload.die) { console.error("out of memory"); process.exit(7); } return calls;',
  );
  await expect(warm.invoke({ die: true })).rejects.toMatchObject({
    errorType: 'Runtime.ExitError',
    message: expect.stringContaining('out of memory'),
  });
  expect(await warm.invoke({})).toBe(1);
});

test('a bundle that does not load is reported', async () => {
  const warm = new WarmFunction(join(folder, 'missing.js'), {});
  await expect(warm.invoke({})).rejects.toMatchObject({
    errorType: 'Runtime.ExitError',
    message: expect.stringContaining('missing.js'),
  });
});

test('closing does not wait for an invocation', async () => {
  const warm = functionOf('return new Promise(() => setInterval(() => {}, 1000));');
  const invoked = warm.invoke({});
  const failed = expect(invoked).rejects.toMatchObject({ errorType: 'Runtime.ExitError' });
  await warm.close();
  await failed;
});

test('the lines that an invocation logs are those of this invocation, complete when its result is there', async () => {
  const warm = functionOf(
    'process.stdout.write(JSON.stringify({ call: calls }) + "\\n"); console.log("and", "more"); return calls;',
  );
  for (const call of [1, 2, 3]) {
    await warm.invoke({});
    expect(warm.log).toEqual([`{"call":${call}}`, 'and more']);
  }
});

test('of a function that logs without end, some lines are kept, and the rest does not fill the memory', async () => {
  const warm = functionOf(
    'for (let i = 0; i < 2_000; i++) process.stdout.write("x".repeat(20_000) + "\\n"); return calls;',
  );
  await warm.invoke({});
  expect(warm.log.length).toBeLessThanOrEqual(20);
  expect(Math.max(...warm.log.map(({ length }) => length))).toBeLessThanOrEqual(40_000);
});

test('what was logged before an error or an exit is there', async () => {
  const warm = functionOf(
    'console.log("before"); if (payload.die) process.exit(7); throw new Error("refused");',
  );
  await expect(warm.invoke({})).rejects.toMatchObject({ message: 'refused' });
  expect(warm.log).toEqual(['before']);
});
