import { ChildProcess } from 'node:child_process';
import { Server } from 'node:net';

// A unit test starts nothing. It is Node's own classes that refuse, whatever library asks them.

const refuse = (what: string) => () => {
  throw new Error(
    `A unit test ${what}. Import what does that in the test file itself, from a folder that jest.unit.config.mjs ` +
      'knows: such files are left to npm test.',
  );
};
Server.prototype.listen = refuse('listens on a port');
// spawn, fork, exec and execFile all end here. The synchronous forms do not: esbuild's build is one of them.
Object.assign(ChildProcess.prototype, { spawn: refuse('starts a child process') });
