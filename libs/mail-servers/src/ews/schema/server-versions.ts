import { EwsProblem } from '../wire/answers.ts';
import { SchemaViolation } from '../wire/schema-violation.ts';
import { type XmlElement, childOf } from '../wire/xml-element.ts';

/** Values of RequestServerVersion with the version of the server that was the first to take them. */
const versions: Readonly<Record<string, number>> = {
  ...{ Exchange2007: 8, Exchange2007_SP1: 8.1, Exchange2010: 14, Exchange2010_SP1: 14.1 },
  ...{ Exchange2010_SP2: 14.2, Exchange2013: 15, Exchange2013_SP1: 15, Exchange2016: 15.1 },
};

/** The schema that a request wants to be read by; without a header the first. @throws SchemaViolation | EwsProblem */
export function requestedVersion(envelope: XmlElement, server: number): number {
  const header = childOf(childOf(envelope, 's:Header'), 't:RequestServerVersion');
  if (header === undefined) return 8.1;
  const name = header.attributes['Version'] ?? '';
  const version = versions[name];
  if (version === undefined) {
    throw new SchemaViolation(
      `The request failed schema validation: The 'Version' attribute is invalid - The value '${name.slice(0, 100)}' is invalid.`,
    );
  }
  if (version > server) {
    throw new EwsProblem('ErrorInvalidServerVersion', 'The specified server version is invalid.');
  }
  return version;
}
