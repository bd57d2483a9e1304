'use client';

import { Modal } from '@mantine/core';
import { NewTenantForm } from './new-tenant-form.tsx';

/** Makes a tenant, which then opens. */
export function NewTenantDialog({ isOpen, onClose }: { isOpen: boolean; onClose: () => void }) {
  return (
    <Modal opened={isOpen} onClose={onClose} title="New tenant">
      <NewTenantForm onCancel={onClose} />
    </Modal>
  );
}
