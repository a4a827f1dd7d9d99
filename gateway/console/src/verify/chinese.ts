// SPDX-License-Identifier: Apache-2.0
/** The verifier's own sentences in the reader's language: the table is that of the command line. */
export { inChinese } from '@catalog-chain/verifier/verify/wordings';
