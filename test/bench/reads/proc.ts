import { readdirSync, readFileSync } from 'node:fs';

/** The kernel counts processor time in hundredths of a second. */
const tickMs = 10;
const kilobyte = 1_024;

const statOf = (pid: number | string): string[] => {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'latin1');
    // The name in brackets may hold blanks; behind it come state, parent and the rest.
    return text.slice(text.lastIndexOf(')') + 2).split(' ');
  } catch {
    return [];
  }
};

const timeOf = (stat: readonly string[]): number => (Number(stat[11] ?? 0) + Number(stat[12] ?? 0)) * tickMs;

/** Processor time of a process with all its threads so far, in milliseconds; 0 where there is no /proc. */
export const cpuMs = (pid: number): number => timeOf(statOf(pid));

/** The same of a Postgres cluster: the postmaster and the processes it started, also of those that have gone. */
export function clusterCpuMs(postmaster: number): number {
  const own = statOf(postmaster);
  const gone = (Number(own[13] ?? 0) + Number(own[14] ?? 0)) * tickMs;
  return timeOf(own) + gone + children(postmaster).reduce((sum, stat) => sum + timeOf(stat), 0);
}

function children(parent: number): string[][] {
  try {
    return readdirSync('/proc')
      .filter((name) => /^\d+$/.test(name))
      .map(statOf)
      .filter((stat) => stat[1] === String(parent));
  } catch {
    return [];
  }
}

/** Memory that a process holds, in bytes; 0 where there is no /proc. */
export function residentBytes(pid: number): number {
  try {
    return Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'latin1'))?.[1] ?? 0) * kilobyte;
  } catch {
    return 0;
  }
}
