// SPDX-License-Identifier: Apache-2.0
module catalog-chain/images/helper

go 1.23
