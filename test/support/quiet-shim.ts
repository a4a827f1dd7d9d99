// SPDX-License-Identifier: Apache-2.0
/** Import before the chaincode: the shim logs every decorator and every refusal unless told not to. */
process.env['CORE_CHAINCODE_LOGGING_LEVEL'] ??= 'CRITICAL';
