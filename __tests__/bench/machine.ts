import { arch, cpus, release, totalmem, type } from 'node:os';

/** The machine that a figure was measured on, for people who compare. */
export function machine(): string {
  const processors = cpus();
  const memory = (totalmem() / 2 ** 30).toFixed(0);
  const date = new Date().toISOString().slice(0, 10);
  return `Measured ${date} on ${processors.length} × ${processors[0]?.model.trim()} (${arch()}), ${memory} GiB, ${type()} ${release()}, Node ${process.versions.node}.`;
}
