// SPDX-License-Identifier: Apache-2.0
/** The next version of the policy: what is changed stands against what holds before anybody signs it. */
import { useState, type ReactElement } from 'react';
import { ActsBar } from '../../acts/form/acts-bar';
import { useActing } from '../../acts/form/use-acting';
import { actsOnPolicy } from '../../acts/specs/law/on-policy';
import { useSay, type Key } from '../../i18n/i18n';
import { Block } from '../../parts/card/card';
import { faultId, Labelled } from '../../parts/inputs/labelled';
import { differencesOf, LinesDiff } from '../../parts/compare/lines-diff';
import {
  courseOf,
  settingOf,
  useNumberRules,
  usePolicyLines,
  withNumber,
  type NumberGroup,
  type NumberRule,
  type Policy,
  type Setting,
} from './policy-rules';

const GROUPS: readonly NumberGroup[] = ['deadlines', 'obligations', 'extensions', 'limits', 'reporting'];
const DAY = /^\d{4}-\d{2}-\d{2}$/;

interface Editing {
  readonly setting: Setting;
  readonly change: (next: Setting) => void;
}

function NumberField({
  rule,
  change,
}: {
  readonly rule: NumberRule;
  readonly change: (value: number | undefined) => void;
}): ReactElement {
  const say = useSay();
  const { label, value, otherwise, most, isDecreed } = rule;
  const isOver = value !== undefined && value > most;
  return (
    <Labelled
      label={label}
      hint={isDecreed ? say('policy.hint.decreed', { days: most }) : undefined}
      fault={isOver ? say('policy.tooMany', { most }) : undefined}
    >
      {(id) => (
        <input
          id={id}
          type="number"
          min={1}
          max={most}
          aria-invalid={isOver}
          aria-describedby={isOver ? faultId(id) : undefined}
          required={otherwise === undefined}
          placeholder={
            otherwise === undefined ? undefined : say('policy.hint.otherwise', { days: otherwise })
          }
          value={value ?? ''}
          onChange={(event) => {
            const typed = event.target.valueAsNumber;
            change(Number.isInteger(typed) ? typed : undefined);
          }}
        />
      )}
    </Labelled>
  );
}

function Numbers({ setting, change }: Editing): ReactElement {
  const say = useSay();
  const rules = useNumberRules()(setting);
  return (
    <>
      {GROUPS.map((group) => (
        <fieldset key={group}>
          <legend>{say(`policy.group.${group}`)}</legend>
          <div className="filters">
            {rules
              .filter((rule) => rule.group === group)
              .map((rule) => (
                <NumberField
                  key={rule.name}
                  rule={rule}
                  change={(value) => {
                    change(withNumber(setting, rule, value));
                  }}
                />
              ))}
          </div>
        </fieldset>
      ))}
    </>
  );
}

/** Dates, one a line. What is no date stays in the field, and out of the policy. */
function Days({
  label,
  days,
  change,
}: {
  readonly label: string;
  readonly days: readonly string[];
  readonly change: (days: readonly string[]) => void;
}): ReactElement {
  const say = useSay();
  const [text, setText] = useState(days.join('\n'));
  const lines = text.split(/\s+/).filter((line) => line !== '');
  const isWrong = lines.some((line) => !DAY.test(line));
  return (
    <div className="grow">
      <Labelled
        label={label}
        hint={say('policy.hint.days')}
        fault={isWrong ? say('policy.invalidDay') : undefined}
      >
        {(id) => (
          <textarea
            id={id}
            value={text}
            aria-invalid={isWrong}
            aria-describedby={isWrong ? faultId(id) : undefined}
            onChange={(event) => {
              setText(event.target.value);
              const typed = event.target.value.split(/\s+/).filter((line) => DAY.test(line));
              change([...new Set(typed)].sort());
            }}
          />
        )}
      </Labelled>
    </div>
  );
}

function Choice({
  label,
  value,
  options,
  choose,
}: {
  readonly label: string;
  readonly value: string;
  readonly options: readonly (readonly [value: string, label: Key])[];
  readonly choose: (value: string) => void;
}): ReactElement {
  const say = useSay();
  return (
    <Labelled label={label}>
      {(id) => (
        <select
          id={id}
          value={value}
          onChange={(event) => {
            choose(event.target.value);
          }}
        >
          {options.map(([one, words]) => (
            <option key={one} value={one}>
              {say(words)}
            </option>
          ))}
        </select>
      )}
    </Labelled>
  );
}

function Course({ setting, change }: Editing): ReactElement {
  const say = useSay();
  const { profile = 'generic', completeEntries = false } = setting;
  return (
    <fieldset>
      <legend>{say('policy.group.course')}</legend>
      <div className="filters">
        <Choice
          label={say('policy.field.profile')}
          value={profile}
          options={[
            ['cn-809', 'policy.profile.cn-809'],
            ['generic', 'policy.profile.generic'],
          ]}
          choose={(value) => {
            change({ ...setting, profile: value === 'cn-809' ? 'cn-809' : 'generic' });
          }}
        />
        <Choice
          label={say('policy.field.completeEntries')}
          value={String(completeEntries)}
          options={[
            ['true', 'policy.yes'],
            ['false', 'policy.no'],
          ]}
          choose={(value) => {
            change({ ...setting, completeEntries: value === 'true' });
          }}
        />
        <Choice
          label={say('policy.field.disputeCourse')}
          value={courseOf(setting)}
          options={[
            ['coordination', 'policy.course.coordination'],
            ['arbitration', 'policy.course.arbitration'],
          ]}
          choose={(value) => {
            const course = value === 'coordination' ? 'coordination' : 'arbitration';
            change({ ...setting, disputeCourse: course });
          }}
        />
      </div>
    </fieldset>
  );
}

function Calendar({ setting, change }: Editing): ReactElement {
  const say = useSay();
  const { calendar } = setting;
  return (
    <fieldset>
      <legend>{say('policy.group.calendar')}</legend>
      <div className="row">
        <Days
          label={say('policy.field.holidays')}
          days={calendar.holidays}
          change={(holidays) => {
            change({ ...setting, calendar: { ...calendar, holidays } });
          }}
        />
        <Days
          label={say('policy.field.workdays')}
          days={calendar.workdays}
          change={(workdays) => {
            change({ ...setting, calendar: { ...calendar, workdays } });
          }}
        />
      </div>
    </fieldset>
  );
}

export function PolicyEditor({ policy }: { readonly policy: Policy }): ReactElement {
  const say = useSay();
  const acting = useActing();
  const linesOf = usePolicyLines();
  const before = settingOf(policy);
  const [setting, change] = useState(before);
  const [round, again] = useState(0);
  const lines = { before: linesOf(before), after: linesOf(setting) };
  const shown = differencesOf(lines.before, lines.after).map(({ name, before: was, after }) => ({
    name,
    value: `${was === '' ? '–' : was} → ${after === '' ? '–' : after}`,
  }));
  return (
    <>
      <Block title={say('policy.edit')}>
        <p>{say('policy.editLead')}</p>
        <div className="sheet form" key={round}>
          <Numbers setting={setting} change={change} />
          <Calendar setting={setting} change={change} />
          <Course setting={setting} change={change} />
          <p className="hint">{say('policy.othersKept')}</p>
        </div>
      </Block>
      <Block title={say('policy.preview')}>
        <LinesDiff {...lines} />
        <p className="small quiet">{say('policy.previewLead')}</p>
        <p className="row">
          <ActsBar acts={actsOnPolicy(acting, setting, shown)} />
          {shown.length > 0 && (
            <button
              type="button"
              onClick={() => {
                change(before);
                again(round + 1);
              }}
            >
              {say('policy.discard')}
            </button>
          )}
        </p>
      </Block>
    </>
  );
}
