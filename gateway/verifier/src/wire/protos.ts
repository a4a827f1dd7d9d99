// SPDX-License-Identifier: Apache-2.0
/**
 * The messages of Fabric's protocol that evidence is made of. Each is taken from the file that defines it: the
 * package's index would bring the services of peers and orderers with it, and their network client.
 */
import common from '@hyperledger/fabric-protos/lib/common/common_pb.js';
import rwset from '@hyperledger/fabric-protos/lib/ledger/rwset/rwset_pb.js';
import kvrwset from '@hyperledger/fabric-protos/lib/ledger/rwset/kvrwset/kv_rwset_pb.js';
import msp from '@hyperledger/fabric-protos/lib/msp/identities_pb.js';
import chaincode from '@hyperledger/fabric-protos/lib/peer/chaincode_pb.js';
import chaincodeEvent from '@hyperledger/fabric-protos/lib/peer/chaincode_event_pb.js';
import proposal from '@hyperledger/fabric-protos/lib/peer/proposal_pb.js';
import proposalResponse from '@hyperledger/fabric-protos/lib/peer/proposal_response_pb.js';
import transaction from '@hyperledger/fabric-protos/lib/peer/transaction_pb.js';

export { chaincode, chaincodeEvent, common, kvrwset, msp, proposal, proposalResponse, rwset, transaction };
