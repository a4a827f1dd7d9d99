// SPDX-License-Identifier: Apache-2.0
import { useMe } from '../../api/me';
import { useInTongue, useSay, useWord } from '../../i18n/i18n';
import type { Acting } from '../specs/acting';

/** Who acts, with the words of his language. */
export function useActing(): Acting {
  const me = useMe();
  const say = useSay();
  const word = useWord();
  const tongue = useInTongue();
  return {
    ...me,
    say,
    word,
    tongue,
    wears: (hat) => me.hats.includes(hat),
    now: Date.now,
    isOf: (organisation) => organisation === me.session.organisation,
  };
}
