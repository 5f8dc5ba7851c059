import { ChildProcess } from 'node:child_process';
import { Server } from 'node:net';

// A unit test starts nothing. Node's own classes throw, whichever library uses them.

const refuse = (what: string) => () => {
  throw new Error(
    `A unit test ${what}. Import the code that does this directly in the test file, from a folder listed in ` +
      'jest.unit.config.mjs: such files run only in npm test.',
  );
};
Server.prototype.listen = refuse('listens on a port');
// spawn, fork, exec and execFile all end here. The synchronous forms do not: esbuild's build is one of them.
Object.assign(ChildProcess.prototype, { spawn: refuse('starts a child process') });
