// SPDX-License-Identifier: Apache-2.0
/**
 * Where the address on a printed report leads: once somebody is signed in, on to the page. Reads of an overseer are recorded,
 * so he states why and goes on himself: whoever gave him the address does not do it for him.
 */
import { useEffect, type ReactElement } from 'react';
import { useReason } from '../../api/reason';
import { useLanguage, useSay } from '../../i18n/i18n';
import { Head } from '../../parts/card/card';
import { useFilters } from '../../parts/table/filter-bar';
import { reportAddress } from './report-address';
import { useSpan } from './span';

export function ReportPage(): ReactElement {
  const say = useSay();
  const language = useLanguage();
  const [span] = useSpan();
  const [{ asOf }] = useFilters();
  const { isAsked, reason = {} } = useReason();
  const mustState = isAsked && Object.keys(reason).length === 0;
  const asked = asOf === undefined ? span : { ...span, asOf };
  const address = reportAddress(asked, reason, 'html', language);
  useEffect(() => {
    if (!isAsked) location.replace(address);
  }, [isAsked, address]);
  return (
    <>
      <Head kind={say('nav.supervision')} title={say('nav.supervision')} />
      {mustState ? (
        <p className="notice">{say('purpose.first')}</p>
      ) : (
        <p>
          <a className="button primary" href={address}>
            {say('oversight.report.print')}
          </a>
        </p>
      )}
    </>
  );
}
