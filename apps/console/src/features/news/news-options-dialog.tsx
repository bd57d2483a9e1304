'use client';

import type { News, NewsOptionsAnswer } from '@mailhaul/contracts';
import { Button, Group, Modal, Tabs } from '@mantine/core';
import { useState } from 'react';
import { useViewerRefusal } from '../../lib/session.tsx';
import { useDeed } from '../../lib/use-deed.ts';
import { ActionButton } from '../../ui/action-button.tsx';
import { ProblemNotice } from '../../ui/problem-notice.tsx';
import { useTenant } from '../frame/tenant-gate.tsx';
import { NewsKindFields } from './news-kind-fields.tsx';
import { NewsMailFields } from './news-mail-fields.tsx';
import { draftOf, optionsOf } from './news-options.ts';
import { useNewsOptions } from './use-news-options.ts';

interface NewsOptionsDialogProps {
  readonly tone: News['tone'];
  readonly isOpen: boolean;
  readonly onClose: () => void;
}

/** Which news are shown and how many, which are mailed, how often and to whom: of the tenant, for all its people. */
export function NewsOptionsDialog({ tone, isOpen, onClose }: NewsOptionsDialogProps) {
  const options = useNewsOptions();
  return (
    <Modal opened={isOpen} onClose={onClose} title="Notification options" size="lg">
      {options !== undefined && <Form tone={tone} options={options} onClose={onClose} />}
    </Modal>
  );
}

interface FormProps {
  readonly tone: News['tone'];
  readonly options: NewsOptionsAnswer;
  readonly onClose: () => void;
}

function Form({ tone, options, onClose }: FormProps) {
  const { id: tenant } = useTenant();
  const refusal = useViewerRefusal(tenant);
  const [draft, setDraft] = useState(() => draftOf(options));
  const save = useDeed('setNewsOptions', {
    touches: ['readNewsOptions', 'countNews', 'listNews'],
    said: 'Notification options saved',
    onDone: onClose,
    showsProblem: true,
  });
  const isReadOnly = refusal !== undefined;
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        save.mutate({ path: { tenant }, body: optionsOf(draft) });
      }}
    >
      <Tabs defaultValue={tone} keepMounted={false}>
        <Tabs.List>
          <Tabs.Tab value="good">Good news</Tabs.Tab>
          <Tabs.Tab value="bad">Bad news</Tabs.Tab>
          <Tabs.Tab value="mail">Email notifications</Tabs.Tab>
        </Tabs.List>
        {(['good', 'bad'] as const).map((one) => (
          <Tabs.Panel key={one} value={one} pt={14}>
            <NewsKindFields tone={one} draft={draft} isReadOnly={isReadOnly} onChange={setDraft} />
          </Tabs.Panel>
        ))}
        <Tabs.Panel value="mail" pt={14}>
          <NewsMailFields
            draft={draft}
            options={options}
            isReadOnly={isReadOnly}
            onChange={setDraft}
          />
        </Tabs.Panel>
      </Tabs>
      {save.error !== null && <ProblemNotice error={save.error} takesFocus />}
      <Group justify="flex-end" gap={8} mt={18}>
        <Button variant="default" onClick={onClose}>
          Cancel
        </Button>
        <ActionButton type="submit" refusal={refusal} loading={save.isPending}>
          Save
        </ActionButton>
      </Group>
    </form>
  );
}
