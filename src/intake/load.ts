import { extract } from './extract.ts';
import type { Mapping } from './mapping.ts';
import type { Deps, Given, Options, Progress, Report } from './report.ts';

/**
 * Loads one file by a mapping in one transaction: read once, compared with what is there, superseded. Either all of its
 * accepted rows are in, or nothing is. INTAKE_FILE_* when the file cannot be read as the mapping says, INTAKE_REJECTS_MANY
 * (its cause holds the rejects) when too many rows are bad, INTAKE_SOURCE_BUSY while another import of the source runs.
 */
export async function load(
  deps: Deps,
  mapping: Mapping,
  file: Given,
  options: Options = {},
  onProgress: (progress: Progress) => void = () => {},
): Promise<Report> {
  return (await extract(deps, mapping, [file], options, onProgress))[0] as Report;
}
