'use client';

import type { MailboxConditionInput } from '@mailhaul/contracts';
import { ListPicker } from './list-picker.tsx';
import { PatternPicker } from './pattern-picker.tsx';
import type { PickerProps } from './picker-box.tsx';
import { PlacePicker } from './place-picker.tsx';
import { UserPicker } from './user-picker.tsx';

/** What a condition of that kind has to be told. */
export function ConditionPicker({
  by,
  ...rest
}: PickerProps & { readonly by: MailboxConditionInput['by'] }) {
  switch (by) {
    case 'group':
    case 'unit':
      return <PlacePicker what={by} {...rest} />;
    case 'chosen':
      return <UserPicker {...rest} />;
    case 'pattern':
      return <PatternPicker {...rest} />;
    case 'list':
      return <ListPicker {...rest} />;
    case 'all':
    case 'public-folders':
      return null;
  }
}
