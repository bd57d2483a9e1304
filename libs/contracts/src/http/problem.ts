import * as z from 'zod';

/** RFC 9457, with what a person needs: why, who can mend it, and what to do. */
export const problemSchema = z.object({
  type: z.string(),
  title: z.string(),
  status: z.int(),
  /** Stable; the page of errors has an entry for each. */
  code: z.string(),
  /** What happened here. */
  detail: z.string(),
  fixedBy: z.enum(['you', 'operator', 'administrator', 'mailbox-owner', 'nobody']),
  whatToDo: z.string(),
  /** To quote when asking for help; the log has it. */
  requestId: z.string(),
  /** What of the request is wrong, place by place. */
  faults: z
    .array(
      z.object({
        /** Of the body, like `details.name`; of a CSV, `line 7, source`. */
        place: z.string(),
        message: z.string(),
      }),
    )
    .optional(),
});

export type Problem = z.output<typeof problemSchema>;
export type ProblemFault = NonNullable<Problem['faults']>[number];
