// SPDX-License-Identifier: Apache-2.0
/**
 * What requests and grants owe, as somebody reckons it with a calendar on the wall: days are counted one by one, and an
 * obligation is a few flags. Nothing here is the product's.
 */
import type { DomainCode } from '@catalog-chain/chaincode/domain/errors';

export type Verdict = DomainCode | 'ok';

/** Days off and days worked for them, as days since 1970. */
export class WallCalendar {
  constructor(
    readonly holidays: readonly string[],
    readonly workdays: readonly string[],
  ) {}

  /** The day on which so many working days after another are over. */
  after(day: number, working: number): number {
    let [end, left] = [day, working];
    while (left > 0) {
      end += 1;
      if (this.isWorked(end)) left -= 1;
    }
    return end;
  }

  /** Working days after one day, the last included. */
  between(day: number, last: number): number {
    let worked = 0;
    for (let one = day + 1; one <= last; one += 1) if (this.isWorked(one)) worked += 1;
    return worked;
  }

  private isWorked(day: number): boolean {
    const name = new Date(day * 86_400_000).toISOString().slice(0, 10);
    if (this.workdays.includes(name)) return true;
    if (this.holidays.includes(name)) return false;
    const weekday = new Date(day * 86_400_000).getUTCDay();
    return weekday !== 0 && weekday !== 6;
  }
}

export interface Owed {
  state: 'open' | 'met' | 'missed' | 'void';
  due: number;
  stoppedOn?: number;
  late?: boolean;
  basis?: 'act' | 'declared' | 'confirmed';
  declaredOn?: number;
  extension?: 'asked' | 'answered';
}

export interface Asked {
  state: 'submitted' | 'decided' | 'granted' | 'refused' | 'withdrawn';
  grant?: 'active' | 'revoked';
  toldMissing: boolean;
  answer: Owed;
  confirm?: Owed;
  deliver?: Owed;
}

const MOST_MORE = 10;

export class ObligationModel {
  readonly requests = new Map<string, Asked>();

  constructor(
    readonly calendar: WallCalendar,
    public day: number,
  ) {}

  ask(id: string): Verdict {
    if (this.requests.has(id)) return 'ALREADY_EXISTS';
    const answer: Owed = { state: 'open', due: this.calendar.after(this.day, 10) };
    this.requests.set(id, { state: 'submitted', toldMissing: false, answer });
    return 'ok';
  }

  decide(id: string, approved: boolean): Verdict {
    const asked = this.requests.get(id);
    if (!asked) return 'NOT_FOUND';
    if (asked.state !== 'submitted' || asked.answer.stoppedOn !== undefined) return 'INVALID_STATE';
    this.meet(asked.answer, 'act');
    asked.state = approved ? 'decided' : 'refused';
    // What is left of the same days; where nothing is, five of its own.
    const due = asked.answer.late === true ? this.calendar.after(this.day, 5) : asked.answer.due;
    if (approved) asked.confirm = { state: 'open', due };
    return 'ok';
  }

  confirm(id: string, approved: boolean): Verdict {
    const asked = this.requests.get(id);
    if (!asked) return 'NOT_FOUND';
    if (asked.state !== 'decided' || !asked.confirm) return 'INVALID_STATE';
    this.meet(asked.confirm, 'act');
    asked.state = approved ? 'granted' : 'refused';
    if (!approved) return 'ok';
    asked.grant = 'active';
    asked.deliver = { state: 'open', due: this.calendar.after(this.day, 20) };
    return 'ok';
  }

  withdraw(id: string): Verdict {
    const asked = this.requests.get(id);
    if (!asked) return 'NOT_FOUND';
    if (asked.state !== 'submitted' && asked.state !== 'decided') return 'INVALID_STATE';
    this.end(asked.state === 'submitted' ? asked.answer : asked.confirm);
    asked.state = 'withdrawn';
    return 'ok';
  }

  tellMissing(id: string): Verdict {
    const asked = this.requests.get(id);
    if (!asked) return 'NOT_FOUND';
    if (asked.toldMissing || asked.state !== 'submitted') return 'INVALID_STATE';
    if (this.day > asked.answer.due) return 'CONDITION_NOT_MET';
    asked.toldMissing = true;
    asked.answer.stoppedOn = this.day;
    return 'ok';
  }

  supplement(id: string): Verdict {
    const asked = this.requests.get(id);
    if (!asked) return 'NOT_FOUND';
    const { answer } = asked;
    if (asked.state !== 'submitted' || answer.stoppedOn === undefined) return 'INVALID_STATE';
    answer.due = this.goesOn(answer.stoppedOn, answer.due);
    delete answer.stoppedOn;
    return 'ok';
  }

  askMore(id: string, days: number): Verdict {
    const answer = this.requests.get(id)?.answer;
    if (!answer) return 'NOT_FOUND';
    if (answer.state !== 'open' || answer.extension !== undefined) return 'INVALID_STATE';
    if (days > MOST_MORE || (answer.stoppedOn ?? this.day) > answer.due) return 'CONDITION_NOT_MET';
    answer.extension = 'asked';
    return 'ok';
  }

  giveMore(id: string, approved: boolean, days: number): Verdict {
    const answer = this.requests.get(id)?.answer;
    if (!answer) return 'NOT_FOUND';
    if (answer.state !== 'open' || answer.extension !== 'asked') return 'INVALID_STATE';
    answer.extension = 'answered';
    if (approved) answer.due = this.calendar.after(answer.due, days);
    return 'ok';
  }

  deliver(id: string): Verdict {
    const asked = this.requests.get(id);
    if (!asked?.deliver) return 'NOT_FOUND';
    if (asked.deliver.state !== 'open') return 'INVALID_STATE';
    this.meet(asked.deliver, 'declared');
    asked.deliver.declaredOn = this.day;
    return 'ok';
  }

  /** The consumer's word on what the provider declared. */
  answerDelivery(id: string, came: boolean): Verdict {
    const asked = this.requests.get(id);
    if (!asked?.deliver) return 'NOT_FOUND';
    const { deliver } = asked;
    if (deliver.basis !== 'declared') return 'INVALID_STATE';
    if (came) deliver.basis = 'confirmed';
    else {
      asked.deliver = { state: 'open', due: this.goesOn(deliver.declaredOn ?? 0, deliver.due) };
      if (asked.grant === 'revoked') this.end(asked.deliver);
    }
    return 'ok';
  }

  revoke(id: string): Verdict {
    const asked = this.requests.get(id);
    if (!asked?.grant) return 'NOT_FOUND';
    if (asked.grant !== 'active') return 'INVALID_STATE';
    asked.grant = 'revoked';
    this.end(asked.deliver);
    return 'ok';
  }

  /** Until when, with as many working days left as when it stopped; what was over by then stays so. */
  private goesOn(stoppedOn: number, due: number): number {
    if (stoppedOn > due) return due;
    const left = this.calendar.between(stoppedOn, due);
    // Nothing falls due on a day on which nobody works.
    const from = left === 0 ? this.day - 1 : this.day;
    return Math.max(due, this.calendar.after(from, Math.max(left, 1)));
  }

  private meet(owed: Owed, basis: NonNullable<Owed['basis']>): void {
    Object.assign(owed, { state: 'met', late: this.day > owed.due, basis });
  }

  private end(owed: Owed | undefined): void {
    if (owed?.state !== 'open') return;
    owed.state = (owed.stoppedOn ?? this.day) > owed.due ? 'missed' : 'void';
  }
}
