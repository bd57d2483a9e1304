import * as z from 'zod';
import { idSchema, pageQuerySchema } from '../values.ts';

export const failedItemsQuery = pageQuerySchema.extend({
  reason: z.string().max(100).optional(),
  pairId: idSchema.optional(),
});
