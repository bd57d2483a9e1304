import type { Facts, ItemForm, ReadRequest } from '@mailhaul/connector-contract';

/** Why an item that has none of the forms that the target takes is excluded. */
export const formlessReason = 'no-mail-form';

const mimeOnly: readonly ItemForm[] = ['mime'];

/** Forms in which items can go from one system to the other, as the source ranks them. */
export function commonForms(
  source: Pick<Facts, 'givesForms'>,
  target: Pick<Facts, 'takesForms'>,
): readonly ItemForm[] {
  const taken = target.takesForms ?? mimeOnly;
  return (source.givesForms ?? mimeOnly).filter((form) => taken.includes(form));
}

/** Items that are not mail can go as well. */
export function takesMoreThanMail(forms: readonly ItemForm[] | undefined): boolean {
  return forms?.some((form) => form !== 'mime') ?? false;
}

/** What a reader that can use these forms says; where they are none, no item has one. */
export function asked(forms: readonly ItemForm[]): Pick<ReadRequest, 'forms'> {
  return forms.length === 1 && forms[0] === 'mime' ? {} : { forms };
}
