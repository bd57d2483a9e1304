import { type JobOptions, jobOptionLabels, jobOptionsInputSchema } from '@mailhaul/contracts';
import { cleanOptions } from './clean-options.ts';

/** What is wrong with an option, in the words of the form. */
export type OptionFaults = Readonly<Partial<Record<keyof JobOptions, string>>>;

/** What the API would refuse, by field; of each the first. */
export function optionFaults(options: JobOptions): OptionFaults {
  const { error } = jobOptionsInputSchema.safeParse(cleanOptions(options));
  const faults: { -readonly [K in keyof OptionFaults]: OptionFaults[K] } = {};
  for (const { path, message } of error?.issues ?? []) {
    const field = path[0] as keyof JobOptions;
    faults[field] ??= inLabels(message);
  }
  return faults;
}

function inLabels(message: string): string {
  let words = message;
  for (const [field, label] of Object.entries(jobOptionLabels))
    words = words.replaceAll(new RegExp(`\\b${field}\\b`, 'gu'), `“${label}”`);
  return words.charAt(0).toUpperCase() + words.slice(1);
}
