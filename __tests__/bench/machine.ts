import { arch, cpus, release, totalmem, type } from 'node:os';

/** The machine on which a figure was measured, for comparison. */
export function machine(): string {
  const processors = cpus();
  const memory = (totalmem() / 2 ** 30).toFixed(0);
  const date = new Date().toISOString().slice(0, 10);
  return `Measured ${date} on ${processors.length} × ${processors[0]?.model.trim()} (${arch()}), ${memory} GiB, ${type()} ${release()}, Node ${process.versions.node}.`;
}
