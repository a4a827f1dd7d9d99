// SPDX-License-Identifier: Apache-2.0
/** 政务数据共享条例 (Decree 809 of the State Council, in force since 2025-08-01) as a table of obligations. */
import type { Profile } from './rule';

export const CN_809: Profile = {
  name: 'cn-809',
  hasOneClock: true,
  hasSupplement: true,
  requestNeeds: ['scenario', 'posts'],
  rules: {
    'answer-request': {
      title: { zh: '答复共享申请', en: 'Answer a request' },
      article: '21',
      starts: { zh: '收到有条件共享申请', en: 'a request for conditional sharing is received' },
      ends: { zh: '同意或者说明理由不同意', en: 'approved, or refused with reasons' },
      owedBy: 'provider',
      owedTo: 'consumer',
      days: 'decide',
      extensionDays: 10,
      liability: '39-4',
    },
    'confirm-request': {
      title: { zh: '确认共享申请', en: 'Confirm an approved request' },
      article: '21',
      starts: { zh: '提供部门同意', en: 'the provider has approved' },
      ends: { zh: '主管部门确认', en: 'confirmed, or refused with reasons' },
      owedBy: 'manager',
      owedTo: 'consumer',
      days: 'decide',
      liability: '41-3',
    },
    'deliver-data': {
      title: { zh: '共享数据', en: 'Deliver the data' },
      article: '22',
      starts: { zh: '作出同意共享的答复', en: 'the request is granted' },
      ends: {
        zh: '提供部门声明并由需求部门确认，或者首次使用获佐证',
        en: 'declared and confirmed, or first use attested',
      },
      owedBy: 'provider',
      owedTo: 'consumer',
      days: 20,
      liability: '39-4',
    },
    'review-catalogue': {
      title: { zh: '审核目录', en: 'Review a catalogue entry' },
      article: '17',
      starts: { zh: '收到目录', en: 'an entry is submitted' },
      ends: { zh: '发布或者退回', en: 'published, or returned with reasons' },
      owedBy: 'manager',
      owedTo: 'provider',
      days: 'review',
      liability: '41-3',
    },
    'correct-data': {
      title: { zh: '核实更正数据', en: 'Check and correct data' },
      article: '26',
      starts: { zh: '收到校核申请', en: 'data is reported as wrong' },
      ends: { zh: '更正、说明无误或者移交数源部门', en: 'corrected, found right, or handed to the source' },
      owedBy: 'provider',
      owedTo: 'consumer',
      days: 10,
      liability: '39-6',
    },
  },
};
