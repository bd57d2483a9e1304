import * as z from 'zod';

const lengthMax = 500;
const levelsMax = 20;

/**
 * The target folder below which all folders of a mailbox go, its names joined by `/`, as it is kept: without one at its ends.
 * `/` alone is the top, kept as nothing.
 */
export const folderRootSchema = z
  .string()
  .max(lengthMax, `has ${lengthMax} characters at most`)
  .refine((value) => value.trim() !== '', 'must not be empty: write / for no folder root')
  .refine(
    (value) => !/[\p{Cc}\p{Cf}\p{Cs}]/u.test(value),
    'holds a control or an invisible character: type it anew',
  )
  .transform((value) => value.trim().replace(/^\/+|\/+$/gu, ''))
  .refine(
    (value) => value === '' || value.split('/').every((name) => name.trim() !== ''),
    'has a folder without a name: put one / between two names',
  )
  .refine((value) => value.split('/').length <= levelsMax, `is deeper than ${levelsMax} folders`);
