/** A request that the schemas messages.xsd and types.xsd do not allow: a fault, whatever stands beside it. */
export class SchemaViolation extends Error {
  override readonly name = 'SchemaViolation';
}
