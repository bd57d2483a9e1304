import { EwsProblem } from '../wire/answers.ts';
import { SchemaViolation } from '../wire/schema-violation.ts';
import { type XmlElement, childOf } from '../wire/xml-element.ts';
import type { ComplexType, Part } from './declare-types.ts';
import { isFieldUri, isFolderName } from './field-names.ts';
import { headerTypes, schemaTypes } from './request-declarations.ts';
import { isOfSimpleType } from './value-declarations.ts';

const oldestSchema = 14;

/** 14 is the schema of Exchange 2010, 15 that of 2013 and later. */
export interface SchemaVersions {
  readonly server: number;
  /** RequestServerVersion. */
  readonly requested: number;
}

/** Refuses a whole request as Exchange does. @throws SchemaViolation | EwsProblem */
export function checkSchema(envelope: XmlElement, version: SchemaVersions): void {
  if (envelope.name !== 's:Envelope') throw violation('the root is no SOAP envelope');
  for (const header of childOf(envelope, 's:Header')?.children ?? []) {
    const type = headerTypes[header.name];
    if (type !== undefined) checkElement(header, type, version);
  }
  const [request] = childOf(envelope, 's:Body')?.children ?? [];
  if (request !== undefined) checkElement(request, request.name.slice(2), version);
}

/** @throws SchemaViolation at the first element that stands where it may not. */
export function checkElement(element: XmlElement, type: string, version: SchemaVersions): void {
  const complex = schemaTypes.get(type);
  if (complex === undefined) {
    if (element.children.length > 0) throw misplaced(element, element.children[0]);
    checkText(element.text, type, { where: element.name, version });
    return;
  }
  checkAttributes(element, complex, version);
  if (complex.isChoice) checkChoice(element, complex, version);
  else checkSequence(element, complex, version);
}

function checkAttributes(
  element: XmlElement,
  { attributes }: ComplexType,
  version: SchemaVersions,
): void {
  for (const { name, type, isRequired } of attributes) {
    const value = element.attributes[name];
    if (value === undefined) {
      if (isRequired) throw violation(`The required attribute '${name}' is missing`);
      continue;
    }
    checkText(value, type, { where: name, version });
  }
  for (const name of Object.keys(element.attributes)) {
    if (!attributes.some((one) => one.name === name)) {
      throw violation(`The '${name}' attribute is not declared`);
    }
  }
}

function checkSequence(element: XmlElement, { parts }: ComplexType, version: SchemaVersions): void {
  let at = 0;
  for (const child of element.children) {
    const place = parts.findIndex((part, index) => index >= at && part.name === child.name);
    const part = parts[place];
    if (part === undefined || part.since > version.server) throw misplaced(element, child);
    checkSince(part, version);
    at = part.isRepeated ? place : place + 1;
    checkElement(child, part.type, version);
  }
  const missing = parts.find(
    ({ name, isRequired }) => isRequired && childOf(element, name) === undefined,
  );
  if (missing !== undefined) {
    throw violation(
      `The element '${plain(element.name)}' has incomplete content. List of possible elements expected: '${plain(missing.name)}'`,
    );
  }
}

function checkChoice(element: XmlElement, type: ComplexType, version: SchemaVersions): void {
  const { parts, isFilled } = type;
  if (isFilled && element.children.length === 0) {
    throw violation(`The element '${plain(element.name)}' has incomplete content`);
  }
  for (const child of element.children) {
    const part = parts.find(({ name, since }) => name === child.name && since <= version.server);
    if (part === undefined) throw misplaced(element, child);
    checkSince(part, version);
    checkElement(child, part.type, version);
  }
}

/** Known to the server, but not to the schema that the request wants (reference page `ResponseCode`). */
function checkSince({ since }: Part, { requested }: SchemaVersions): void {
  if (since <= Math.max(requested, oldestSchema)) return;
  throw new EwsProblem(
    'ErrorIncorrectSchemaVersion',
    'The request is not valid for the specified schema version.',
  );
}

function checkText(
  text: string,
  type: string,
  { where, version }: { readonly where: string; readonly version: SchemaVersions },
): void {
  const isRight =
    type === 'FieldUri'
      ? isFieldUri(text, version.server)
      : type === 'FolderName'
        ? isFolderName(text, version.server)
        : (isOfSimpleType(type, text) ?? true);
  if (!isRight) {
    throw violation(
      `The '${plain(where)}' is invalid - The value '${text.slice(0, 100)}' is invalid according to its datatype '${type}'`,
    );
  }
}

function misplaced(element: XmlElement, child: XmlElement | undefined): SchemaViolation {
  return violation(
    `The element '${plain(element.name)}' has invalid child element '${plain(child?.name ?? '')}'`,
  );
}

function violation(why: string): SchemaViolation {
  return new SchemaViolation(`The request failed schema validation: ${why}.`);
}

function plain(name: string): string {
  return name.replace(/^[a-z?]:/, '');
}
