// SPDX-License-Identifier: Apache-2.0
/** An item of the law by its article and number, as the person's language writes it: 第三十九条第（四）项, Art. 39 (4). */
import type { ReactElement } from 'react';
import { useLanguage } from '../../i18n/i18n';
import { itemName } from '../time/law';

/** @returns words for `39-4` */
export function useItemName(): (item: string) => string {
  const language = useLanguage();
  return (item) => itemName(item, language);
}

export function ItemTags({ items }: { readonly items: readonly string[] }): ReactElement {
  const name = useItemName();
  return (
    <>
      {items.map((item) => (
        <span key={item} className="tag">
          {name(item)}
        </span>
      ))}
    </>
  );
}
