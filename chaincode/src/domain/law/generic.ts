// SPDX-License-Identifier: Apache-2.0
/** What a consortium under no particular law asks: answers, confirmations and reviews, each within its own time. */
import { DISCLOSE_SEALED, type Profile } from './rule';

export const GENERIC: Profile = {
  name: 'generic',
  hasOneClock: false,
  hasSupplement: false,
  disputeCourse: 'arbitration',
  requestNeeds: [],
  entryNeeds: [],
  rules: {
    'answer-request': {
      title: { zh: '答复共享申请', en: 'Answer a request' },
      starts: { zh: '收到有条件共享申请', en: 'a request for conditional sharing is received' },
      ends: { zh: '同意或者不同意', en: 'approved or refused' },
      owedBy: 'provider',
      owedTo: 'consumer',
      days: 'decide',
    },
    'confirm-request': {
      title: { zh: '确认共享申请', en: 'Confirm an approved request' },
      starts: { zh: '提供部门同意', en: 'the provider has approved' },
      ends: { zh: '确认或者不同意', en: 'confirmed or refused' },
      owedBy: 'manager',
      owedTo: 'consumer',
      days: 'confirm',
    },
    'review-catalogue': {
      title: { zh: '审核目录', en: 'Review a catalogue entry' },
      starts: { zh: '收到目录', en: 'an entry is submitted' },
      ends: { zh: '发布或者退回', en: 'published or returned' },
      owedBy: 'manager',
      owedTo: 'provider',
      days: 'review',
    },
    'disclose-sealed': DISCLOSE_SEALED,
  },
};
