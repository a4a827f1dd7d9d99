// SPDX-License-Identifier: Apache-2.0
/** An item of the law by its article and number, as the person's language writes it: 第三十九条第（四）项, Art. 39 (4). */
import type { ReactElement } from 'react';
import { itemName } from '@catalog-chain/chaincode/domain/law/citation';
import { useLanguage } from '../../i18n/i18n';

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
