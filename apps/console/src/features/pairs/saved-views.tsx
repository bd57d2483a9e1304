'use client';

import { ActionIcon, Button, Popover, TextInput, UnstyledButton } from '@mantine/core';
import { useDisclosure, useLocalStorage } from '@mantine/hooks';
import { Bookmark, Check, X } from 'lucide-react';
import { type SubmitEvent, useState } from 'react';
import { useSession } from '../../lib/session.tsx';
import { changesFor, readViews, viewQueryOf, withView } from '../../lib/saved-views.ts';
import type { Address } from '../../lib/use-address.ts';
import classes from './saved-views.module.css';

const nameCharsMax = 60;

/** Views of the table under names of one's own, kept per person in this browser; their addresses can be sent to anybody. */
export function SavedViews({ query, change }: Pick<Address, 'query' | 'change'>) {
  const { operator } = useSession();
  const [text, keep] = useLocalStorage<string>({
    key: `mailhaul.views.${operator.id}`,
    defaultValue: '[]',
  });
  const [isOpen, list] = useDisclosure(false);
  const [name, setName] = useState('');
  const views = readViews(text);
  const here = viewQueryOf(query);
  const save = (event: SubmitEvent) => {
    event.preventDefault();
    const trimmed = name.trim();
    if (trimmed === '') return;
    keep(JSON.stringify(withView(views, { name: trimmed, query: here })));
    setName('');
  };
  return (
    <Popover
      opened={isOpen}
      onChange={list.toggle}
      position="bottom-end"
      shadow="sm"
      width={280}
      trapFocus
      returnFocus
    >
      <Popover.Target>
        <Button variant="default" leftSection={<Bookmark size={14} />} onClick={list.toggle}>
          Views
        </Button>
      </Popover.Target>
      <Popover.Dropdown p={8} aria-label="Views">
        {views.length === 0 ? (
          <p className={classes.none}>
            Filter and sort the table, choose its columns, then keep that under a name.
          </p>
        ) : (
          <ul className={classes.list}>
            {views.map((view) => (
              <li key={view.name}>
                <UnstyledButton
                  className={classes.view}
                  aria-current={view.query === here ? 'true' : undefined}
                  onClick={() => {
                    change({ ...changesFor(view), open: '' }, true);
                    list.close();
                  }}
                >
                  <span className="cut">{view.name}</span>
                  {view.query === here && <Check size={14} aria-hidden />}
                </UnstyledButton>
                <ActionIcon
                  size={26}
                  aria-label={`Forget ${view.name}`}
                  onClick={() => keep(JSON.stringify(views.filter((one) => one !== view)))}
                >
                  <X size={13} />
                </ActionIcon>
              </li>
            ))}
          </ul>
        )}
        <form onSubmit={save} className={classes.form}>
          <TextInput
            aria-label="Name of the view"
            placeholder="Name of this view"
            value={name}
            maxLength={nameCharsMax}
            onChange={(event) => setName(event.currentTarget.value)}
            data-autofocus
          />
          <Button type="submit" variant="default">
            Save
          </Button>
        </form>
      </Popover.Dropdown>
    </Popover>
  );
}
