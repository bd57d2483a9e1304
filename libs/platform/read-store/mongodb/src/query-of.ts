import type {
  CollectionSpec,
  PreparedCondition,
  PreparedFilter,
  PreparedQuery,
} from '@mailhaul/application';
import type { mongo } from 'mongoose';
import { fieldPath, searchPath, storedKey } from './field-paths.ts';
import { orderedText } from './ordered-text.ts';

type Conditions = mongo.Document;

/** MongoDB's own words for a filter. Every value was checked for its kind: none can be an operator. */
export function conditionsOf(spec: CollectionSpec, filter: PreparedFilter): Conditions {
  const { tenant, search } = filter;
  const parts: Conditions[] = filter.conditions.map(conditionOf);
  if (search !== undefined) {
    const pattern = literalPattern(orderedText(search));
    const anywhere = spec.searched.map((field) => ({
      [searchPath(spec, field)]: { $regex: pattern },
    }));
    parts.push(anywhere.length === 0 ? never : { $or: anywhere });
  }
  return all([
    ...(tenant === undefined ? [] : [{ tenant: { $eq: orderedText(tenant) } }]),
    ...parts,
  ]);
}

export function sortOf({ field, isDescending, tenant }: PreparedQuery): mongo.Sort {
  const direction = isDescending ? -1 : 1;
  return {
    [fieldPath(field)]: direction,
    key: direction,
    ...(tenant === undefined ? { tenant: direction } : {}),
  };
}

/** What stands behind the place that a page goes on from. Null stands before every value, and is within no comparison of MongoDB's. */
export function behindOf(query: PreparedQuery): Conditions {
  const { after, isDescending } = query;
  if (after === undefined) return {};
  const path = fieldPath(query.field);
  const further = isDescending ? '$lt' : '$gt';
  const value = storedKey(after.key);
  const [id, tenant] = [orderedText(after.id), orderedText(after.tenant)];
  const sameValue = { [path]: { $eq: value } };
  const ties: Conditions[] = [{ ...sameValue, key: { [further]: id } }];
  if (query.tenant === undefined) {
    ties.push({ ...sameValue, key: { $eq: id }, tenant: { [further]: tenant } });
  }
  if (value === null) {
    return { $or: isDescending ? ties : [{ [path]: { $ne: null } }, ...ties] };
  }
  const beyond: Conditions[] = [{ [path]: { [further]: value } }];
  if (isDescending) beyond.push({ [path]: { $eq: null } });
  return { $or: [...beyond, ...ties] };
}

export function all(parts: readonly Conditions[]): Conditions {
  const real = parts.filter((part) => Object.keys(part).length > 0);
  return real.length === 0 ? {} : real.length === 1 ? (real[0] ?? {}) : { $and: real };
}

/** Every document has an `_id`. */
const never: Conditions = { _id: { $exists: false } };

function conditionOf(condition: PreparedCondition): Conditions {
  const path = fieldPath(condition.field);
  if (condition.is === 'among') return { [path]: { $in: condition.keys.map(storedKey) } };
  const { from, below } = condition;
  return {
    [path]: {
      $ne: null,
      ...(from === undefined ? {} : { $gte: storedKey(from) }),
      ...(below === undefined ? {} : { $lt: storedKey(below) }),
    },
  };
}

/** A regular expression that means the text itself. */
function literalPattern(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|#\s/-]/g, '\\$&').replaceAll('\u0000', '\\x00');
}
