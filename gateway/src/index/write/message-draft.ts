// SPDX-License-Identifier: Apache-2.0
/** A message before it has a place in the chain's order. */
import type { MessageDetails, MessageName } from '../model/messages.js';

export interface Draft {
  readonly name: MessageName;
  readonly subject: string;
  readonly details: MessageDetails;
}
