'use client';

import { colourNames } from '@mailhaul/contracts';
import { Button, NumberInput, Select, TextInput } from '@mantine/core';
import { type SubmitEvent, useState } from 'react';
import { useDeed } from '../../lib/use-deed.ts';
import { Section } from '../../ui/page.tsx';
import { ProblemNotice } from '../../ui/problem-notice.tsx';
import { Dot } from '../frame/tenant-switch.tsx';
import { useTenant } from '../frame/tenant-gate.tsx';
import classes from './settings.module.css';

/** Name, colour and share of a tenant. */
export function TenantSettings() {
  const tenant = useTenant();
  const [values, setValues] = useState({
    name: tenant.name,
    colour: tenant.colour,
    weight: tenant.weight,
  });
  const [saved, setSaved] = useState(tenant.revision);
  const edit = useDeed('editTenant', {
    showsProblem: true,
    said: 'Saved',
    touches: ['readTenant', 'listTenants'],
    onDone: (next) => setSaved(next.revision),
  });
  const send = (event: SubmitEvent) => {
    event.preventDefault();
    edit.mutate({ path: { tenant: tenant.id }, ifMatch: saved, body: values });
  };
  return (
    <Section title="Tenant" note="How it is called and told apart, and its share of the workers.">
      <form onSubmit={send} className={`${classes.form} ${classes.narrow}`}>
        <TextInput
          label="Name"
          value={values.name}
          maxLength={200}
          required
          withAsterisk={false}
          onChange={({ currentTarget: { value } }) =>
            setValues((before) => ({ ...before, name: value }))
          }
        />
        <Select
          label="Colour"
          data={[...colourNames]}
          value={values.colour}
          leftSection={<Dot colour={values.colour} />}
          renderOption={({ option }) => (
            <span style={{ display: 'flex', gap: 8, alignItems: 'center' }}>
              <Dot colour={option.value} />
              {option.label}
            </span>
          )}
          onChange={(colour) =>
            setValues((before) => ({
              ...before,
              colour: colour ?? before.colour,
            }))
          }
        />
        <NumberInput
          label="Share"
          description="Beside the other tenants’: one with 20 gets twice what one with 10 gets"
          min={1}
          max={100}
          allowDecimal={false}
          value={values.weight}
          onChange={(weight) =>
            typeof weight === 'number' && setValues((before) => ({ ...before, weight }))
          }
        />
        {edit.error !== null && <ProblemNotice error={edit.error} takesFocus />}
        <Button type="submit" loading={edit.isPending} style={{ alignSelf: 'flex-start' }}>
          Save changes
        </Button>
      </form>
    </Section>
  );
}
