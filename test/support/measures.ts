// SPDX-License-Identifier: Apache-2.0
/** What the demo does not tell: an order with its answer, a criticism, an incident, a complaint, and data that is needed. */
import { hash } from 'node:crypto';
import type { DemoProcess } from './demo-process.js';

const papers = (name: string): string => hash('sha256', name);

type Demo = Pick<DemoProcess, 'post'>;

/** In order: each waits for the one before. */
export async function takeMeasures(demo: Demo): Promise<void> {
  await demo.post('manager', '/v1/orders', {
    id: 'O-DELIVERY',
    organisation: 'ProviderMSP',
    items: ['39-4'],
    within: 10,
    text: '两次逾期提供数据，请说明原因并改正。',
    report: papers('report'),
  });
  await demo.post('provider', '/v1/orders/O-DELIVERY/compliance', {
    text: '已调整交付流程，今后按期提供。',
    evidence: [papers('procedure')],
  });
  await demo.post('manager', '/v1/orders', {
    id: 'O-SCOPE',
    organisation: 'ConsumerMSP',
    items: ['40-2', '40-5'],
    within: 15,
    text: '有使用超出授权用途，请自查并改正。',
  });
  await demo.post('manager', '/v1/criticisms', {
    id: 'K-SCOPE',
    organisation: 'ConsumerMSP',
    items: ['40-2'],
    text: '超出授权用途使用共享数据，予以通报。',
    document: papers('notice'),
  });
  await demo.post('consumer', '/v1/incidents', {
    id: 'I-LEAK',
    kind: 'leak',
    noticedAt: new Date(Date.now() - 3_600_000).toISOString(),
    text: '一台终端遗失，硬盘已加密。',
    digest: papers('incident'),
    about: { grant: 'G-ENROLMENT' },
  });
  await demo.post('provider', '/v1/complaints', {
    id: 'T-TWICE',
    kind: 'duplicate-collection',
    digest: papers('complaint'),
    receivedOn: new Date().toISOString().slice(0, 10),
    about: { organisation: 'ConsumerMSP' },
  });
  await demo.post('consumer', '/v1/demands', {
    id: 'N-TRAINING',
    provider: 'ProviderMSP',
    names: { zh: '职业培训记录', en: 'Records of vocational training' },
    purpose: { code: 'means-test', text: '核对救助对象的培训情况' },
    legalBasis: '《社会救助暂行办法》第五十八条',
  });
}
