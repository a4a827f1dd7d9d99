# SPDX-License-Identifier: Apache-2.0
"""A second verifier, which shares no code with the first and follows docs/evidence-format.md: python3 verify.py FILE [TRUST_DIR].

Prints what is proved or the first fault; exits 0 valid, 1 invalid, 2 unreadable. Needs the package `cryptography`.
"""
import base64
import hashlib
import json
import os
import re
import sys
import zipfile
import zlib
from collections import namedtuple
from datetime import datetime, timedelta, timezone

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature, encode_dss_signature

ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
MODULUS = 2**3072 - 1103717
ATTRIBUTES = "1.2.3.4.5.6.7.8.1"
NAME = re.compile(
    r"(manifest\.json|reads\.ndjson|leaves\.ndjson|roots/[A-Za-z][A-Za-z0-9.-]{0,47}\.pem|transactions/[0-9a-f]{64}\.bin)"
)


class Invalid(Exception):
    pass


class Unreadable(Exception):
    pass


def need(condition, why):
    if not condition:
        raise Invalid(why)


def sha(*parts):
    return hashlib.sha256(b"".join(parts)).digest()


def canonical(value):
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def read_json(text):
    value = json.loads(text)
    need(canonical(value) == text, "not canonical JSON")
    return value


def read_lines(content):
    text = content.decode("utf-8")
    if text == "":
        return []
    need(text.endswith("\n"), "no line feed at the end")
    return [read_json(line) for line in text[:-1].split("\n")]


def unbase64(text):
    content = base64.b64decode(text, validate=True)
    need(base64.b64encode(content).decode() == text, "not base64")
    return content


def instant(text):
    return datetime.strptime(text, "%Y-%m-%dT%H:%M:%S.%fZ").replace(tzinfo=timezone.utc)


def ten(number):
    return "%010d" % number


def state_key(parts):
    return "\0" + "\0".join(parts) + "\0"


# Protobuf ---------------------------------------------------------------------------------------


def varint(content, at):
    value = shift = 0
    while True:
        byte = content[at]
        at += 1
        value |= (byte & 127) << shift
        shift += 7
        if byte < 128:
            return value, at


def message(content):
    """Fields by number: each a list of ints or bytes."""
    fields, at = {}, 0
    while at < len(content):
        tag, at = varint(content, at)
        if tag & 7 == 0:
            value, at = varint(content, at)
        else:
            need(tag & 7 == 2, "unexpected wire type")
            length, at = varint(content, at)
            value, at = content[at : at + length], at + length
            need(len(value) == length, "message is cut")
        fields.setdefault(tag >> 3, []).append(value)
    return fields


def last(fields, number, default=b""):
    return fields.get(number, [default])[-1]


def inside(content, *path):
    for number in path:
        content = last(message(content), number)
    return content


# Signatures -------------------------------------------------------------------------------------


class Trust:
    def __init__(self, roots):
        self.roots = {}
        for organisation, pem in roots.items():
            found = x509.load_pem_x509_certificates(pem)
            for root in found:
                need(root.extensions.get_extension_for_class(x509.BasicConstraints).value.ca, "root is no CA")
                root.verify_directly_issued_by(root)
            self.roots[organisation] = found

    def signer(self, identity, at):
        fields = message(identity)
        organisation = last(fields, 1).decode()
        certificate = x509.load_pem_x509_certificate(last(fields, 2))
        root = next((one for one in self.roots.get(organisation, []) if issued(certificate, one)), None)
        need(root is not None, "a certificate of %s has no trusted issuer" % organisation)
        for one in (certificate, root):
            need(one.not_valid_before_utc <= at <= one.not_valid_after_utc, "a certificate was not valid")
        extensions = certificate.extensions
        need(not extensions.get_extension_for_class(x509.BasicConstraints).value.ca, "a CA signs")
        need(extensions.get_extension_for_class(x509.KeyUsage).value.digital_signature, "key usage")
        key = certificate.public_key()
        need(isinstance(key, ec.EllipticCurvePublicKey) and key.curve.name == "secp256r1", "no P-256 key")
        units = [one.value for one in certificate.subject.get_attributes_for_oid(x509.NameOID.ORGANIZATIONAL_UNIT_NAME)]
        role = None
        for one in extensions:
            if one.oid.dotted_string == ATTRIBUTES:
                role = json.loads(one.value.value)["attrs"].get("catalog.role")
        return organisation, units, role, key

    def verify(self, identity, content, signature, at):
        organisation, units, role, key = self.signer(identity, at)
        r, s = decode_dss_signature(signature)
        need(encode_dss_signature(r, s) == signature and s <= (ORDER - 1) // 2, "signature not low-S in strict DER")
        key.verify(signature, content, ec.ECDSA(hashes.SHA256()))
        return organisation, units, role

    def endorsed(self, payload, endorsements, at, kind):
        organisations = set()
        for endorser, signature in endorsements:
            organisation, units, _ = self.verify(endorser, payload + endorser, signature, at)
            need("peer" in units, "an endorser is no peer")
            organisations.add(organisation)
        if kind == "embedded":
            need("EmbeddedNode" in organisations, "the node did not endorse")
        else:
            all_of_them = [one for one in self.roots if one != "EmbeddedNode"]
            need(len(organisations) * 2 > len(all_of_them), "too few endorsements")


def issued(certificate, root):
    try:
        certificate.verify_directly_issued_by(root)
        return True
    except (InvalidSignature, ValueError, TypeError):
        return False


# Reads (§4) -------------------------------------------------------------------------------------


def read_write_set(response, chaincode):
    results = inside(response, 2, 1)
    for one in message(results).get(2, []):
        fields = message(one)
        if last(fields, 1).decode() == chaincode:
            return message(last(fields, 2)), fields.get(3, [])
    return {}, []


def key_reads(rwset):
    found = {}
    for one in rwset.get(1, []):
        fields = message(one)
        found[last(fields, 1).decode()] = message(last(fields, 2)) if 2 in fields else None
    return found


def key_of(record):
    kind = record["type"]
    parts = {
        "batch": lambda: [record["organisation"], record["journal"], ten(record["sequence"])],
        "grant": lambda: [record["id"]],
        "request": lambda: [record["id"]],
        "dispute": lambda: [record["id"]],
        "period": lambda: [record["grant"], record["period"]],
        "closure": lambda: [record["grant"], record["period"], record["side"]],
        "resource-version": lambda: [record["id"], ten(record["version"])],
        "organisation": lambda: [record["mspId"]],
        "policy": lambda: [ten(record["version"])],
        "journal-list": lambda: [record["organisation"]],
        "journal-head": lambda: [record["organisation"], record["journal"]],
    }
    need(kind in parts, "a record of unknown type")
    return [kind, *parts[kind]()]


def check_read(line, trust, manifest):
    need(set(line) == {"endorsements", "key", "payload"} and line["endorsements"], "a read of another form")
    payload = unbase64(line["payload"])
    endorsements = [(unbase64(one["endorser"]), unbase64(one["signature"])) for one in line["endorsements"]]
    ledger = manifest["ledger"]
    trust.endorsed(payload, endorsements, instant(manifest["made"]), ledger["kind"])
    text = inside(payload, 2, 3, 3).decode("utf-8")
    record = read_json(text)
    need(key_of(record) == line["key"], "a read under another key")
    rwset, collections = read_write_set(payload, ledger["chaincode"])
    need(3 not in rwset and not collections, "a read that writes")
    reads = key_reads(rwset)
    if record["type"] == "journal-list":
        start = state_key(["journal", record["organisation"]])
        ranges = [message(one) for one in rwset.get(2, [])]
        wanted = lambda one: (last(one, 1).decode(), last(one, 2).decode(), last(one, 3, 0)) == (start, start + "\U0010ffff", 1)
        need(any(wanted(one) for one in ranges), "not the range of all journals")
    elif record["type"] == "journal-head":
        batch = lambda n: state_key(["batch", record["organisation"], record["journal"], ten(n)])
        count = record["batches"]
        for ahead in range(1, 101):
            need(reads.get(batch(count + ahead), 0) is None, "the next batches were not looked for")
        need(count == 0 or reads.get(batch(count)) is not None, "the last batch was not read")
    elif not (record["type"] == "policy" and record["version"] == 0):
        need(reads.get(state_key(line["key"])) is not None, "another key was read")
    return record, text


# Transactions (§5) ------------------------------------------------------------------------------


Transaction = namedtuple("Transaction", "organisation name lines reads writes")


def check_transaction(name, content, trust, manifest):
    ledger = manifest["ledger"]
    envelope = message(content)
    payload, signature = last(envelope, 1), last(envelope, 2)
    field = lambda number, part: bytes([number << 3 | 2]) + write_varint(len(part)) + part
    need(field(1, payload) + field(2, signature) == content, "bytes beside payload and signature")
    channel_header, signature_header = inside(payload, 1, 1), inside(payload, 1, 2)
    channel, signed = message(channel_header), message(signature_header)
    creator, nonce = last(signed, 1), last(signed, 2)
    need(sha(nonce, creator).hex() == name == last(channel, 5).decode(), "another transaction id")
    need(last(channel, 1, 0) == 3 and last(channel, 4).decode() == ledger["channel"], "another channel")
    time = message(last(channel, 3))
    at = datetime.fromtimestamp(last(time, 1, 0), timezone.utc) + timedelta(microseconds=last(time, 2, 0) // 1000)
    organisation, _, role = trust.verify(creator, payload, signature, at)
    actions = message(inside(payload, 2)).get(1, [])
    need(len(actions) == 1, "not one action")
    action = message(last(message(actions[0]), 2))
    proposal, endorsed = last(action, 1), message(last(action, 2))
    response = last(endorsed, 1)
    endorsements = [(last(message(one), 1), last(message(one), 2)) for one in endorsed.get(2, [])]
    trust.endorsed(response, endorsements, at, ledger["kind"])
    need(sha(channel_header, signature_header, proposal) == inside(response, 1), "another proposal")
    spec = inside(proposal, 1, 1)
    need(inside(spec, 2, 2).decode() == ledger["chaincode"], "another chaincode")
    arguments = message(inside(spec, 3)).get(1, [])
    transaction, lines, roles = arguments[0].decode(), None, ("submitter", "officer", "admin")
    if transaction == "usage:submit":
        inflater = zlib.decompressobj()
        content = inflater.decompress(arguments[2], 4 * 2**20)
        need(inflater.eof and not inflater.unused_data, "not one zlib stream")
        lines = content.decode("utf-8").split("\n")
    else:
        roles += ("auditor", "arbitrator")
    need(role in roles, "the creator may not sign such a transaction")
    rwset, _ = read_write_set(response, ledger["chaincode"])
    writes = {last(message(one), 1).decode(): last(message(one), 3) for one in rwset.get(3, [])}
    return Transaction(organisation, transaction, lines, key_reads(rwset), writes)


def write_varint(value):
    out = b""
    while value > 127:
        out += bytes([value & 127 | 128])
        value >>= 7
    return out + bytes([value])


# Merkle trees (§6, RFC 9162) --------------------------------------------------------------------


def tree(entries):
    if len(entries) == 1:
        return sha(b"\0", entries[0])
    split = 1 << (len(entries) - 1).bit_length() - 1
    return sha(b"\1", tree(entries[:split]), tree(entries[split:]))


def included(line, index, size, path, root):
    need(0 <= index < size, "no such index")
    fn, sn, result = index, size - 1, sha(b"\0", line.encode("utf-8"))
    for node in path:
        need(sn != 0, "path too long")
        if fn & 1 or fn == sn:
            result = sha(b"\1", node, result)
            while not fn & 1 and fn != 0:
                fn, sn = fn >> 1, sn >> 1
        else:
            result = sha(b"\1", result, node)
        fn, sn = fn >> 1, sn >> 1
    need(sn == 0 and result.hex() == root, "the path does not lead to the root")


# Completeness (§8) ------------------------------------------------------------------------------


def multiset(digests):
    product = 1
    for digest in digests:
        product = product * int.from_bytes(hashlib.shake_256(digest.encode()).digest(384), "big") % MODULUS
    return base64.urlsafe_b64encode(product.to_bytes(384, "big")).rstrip(b"=").decode()


def exchange(leaf):
    if "record" not in leaf and "count" not in leaf:
        return None
    names = ("action", "correlation", "count", "record", "items", "outcome")
    stated = {name: leaf[name] for name in names if name in leaf}
    if leaf["kind"] == "denied":
        stated["outcome"] = "denied"
    return sha(canonical(stated).encode()).hex()


def tallies(leaves, grant, period):
    found = []
    for side in sorted({leaf["side"] for leaf in leaves}):
        own = [leaf for leaf in leaves if leaf["side"] == side]
        stated = [digest for digest in map(exchange, own) if digest]
        retracted = [leaf["retracts"] for leaf in own if "retracts" in leaf]
        tally = {"grant": grant, "side": side, "period": period, "count": len(stated), "exchanges": multiset(stated)}
        if retracted:
            tally["retracted"] = {"count": len(retracted), "exchanges": multiset(retracted)}
        found.append(tally)
    return found


class Bundle:
    """What was shown to be right: records by key, leaves by place, transactions by id."""

    def __init__(self, records, leaves, transactions):
        self.records, self.leaves, self.transactions = records, leaves, transactions

    def record(self, *key):
        need(key in self.records, "missing: " + "/".join(key))
        return self.records[key][0]

    def journal(self, organisation, journal, batches, last_root, grant, period):
        """The given leaves of (grant, period), each with whether it belongs, by header, none missing; where it is broken."""
        root, missing, broken, found = "0" * 64, False, [], []
        for sequence in range(1, batches + 1):
            header = self.record("batch", organisation, journal, ten(sequence))
            if header.get("missing") or (header["previousRoot"] != root and not missing):
                broken.append(sequence)
            root, missing = header["root"], header.get("missing", False)
            found.append((header, self.leaves_of(header, grant, period)))
        need(last_root == root, "a journal has another end")
        return found, {"sequence": broken[0], "places": len(broken)} if broken else None

    def leaves_of(self, header, grant, period):
        wanted = [one for one in header["tallies"] if one["grant"] == grant and one["period"] == period]
        if not wanted:
            return []
        offset = self.record("policy", ten(header["policyVersion"]))["calendar"]["utcOffsetMinutes"]
        month = lambda leaf: (instant(leaf["at"]) + timedelta(minutes=offset)).strftime("%Y-%m")
        meant = lambda leaf: leaf["grant"] == grant and month(leaf) == period
        place = (header["organisation"], header["journal"], ten(header["sequence"]))
        foreign = {one["leaf"] for one in header["violations"] if "no-grant" in one["codes"]}
        found = {index: leaf for (batch, index), leaf in self.leaves.items() if batch == place and meant(leaf)}
        need(tallies(list(found.values()), grant, period) == wanted, "leaves are missing")
        carried = self.transactions.get(header["committed"]["tx"])
        if carried:
            need(len(found) == sum(meant(json.loads(line)) for line in carried.lines), "a transaction carried more")
        return [(leaf, index not in foreign) for index, leaf in found.items()]


def check_complete(claim, bundle):
    organisation, grant, period = claim["organisation"], claim["grant"], claim["period"]
    count, faults = 0, []
    for journal in bundle.record("journal-list", organisation)["journals"]:
        head = bundle.record("journal-head", organisation, journal)
        found, broken = bundle.journal(organisation, journal, head["batches"], head["root"], grant, period)
        count += sum(belongs for _, given in found for _, belongs in given)
        faults += ["%s at batch %d" % (journal, broken["sequence"])] if broken else []
    return "%d events%s" % (count, "; broken: " + ", ".join(faults) if faults else "")


# Closed months (§9) -----------------------------------------------------------------------------


def check_closure(bundle, grant, period, side, revision):
    closure = bundle.record("closure", grant, period, side)
    terms = bundle.record("grant", grant)["terms"]
    organisation = terms["consumer" if side == "claim" else "provider"]
    need(closure["revision"] == revision and closure["organisation"] == organisation, "another closure")
    stated, retracted, batches = [], [], 0
    counted_from = datetime.strptime(period, "%Y-%m").replace(tzinfo=timezone.utc) - timedelta(days=3)
    for journal in closure["journals"]:
        found, broken = bundle.journal(organisation, journal["id"], journal["batches"], journal["root"], grant, period)
        need(broken == journal.get("broken"), "a journal is broken elsewhere than its closure says")
        for header, given in found:
            if instant(header["committed"]["at"]) < counted_from:
                continue
            own = [leaf for leaf, _ in given if leaf["side"] == side]
            batches += 1 if own else 0
            stated += [digest for digest in map(exchange, own) if digest]
            retracted += [leaf["retracts"] for leaf in own if "retracts" in leaf]
    total = {"count": len(stated), "exchanges": multiset(stated)}
    if retracted:
        total["retracted"] = {"count": len(retracted), "exchanges": multiset(retracted)}
    need(total == closure["total"] and batches == closure["batches"], "the events do not add up to the closure")
    return stated, retracted


def check_period(claim, bundle):
    grant, period = claim["grant"], claim["period"]
    record = bundle.record("period", grant, period)
    sides = {
        side: check_closure(bundle, grant, period, side, record[side])
        for side in ("claim", "attestation")
        if side in record
    }
    verdict = "closing"
    if len(sides) == 2:
        (claimed, unclaimed), (attested, unattested) = sides["claim"], sides["attestation"]
        left, right = claimed + unattested, attested + unclaimed
        verdict = "matched" if len(left) == len(right) and multiset(left) == multiset(right) else "differs"
        last_one = record["verdicts"][-1]
        need(all(last_one[name] == record[name] for name in ("state", "claim", "attestation")), "another verdict")
    need(record["state"] == verdict, "the sides make another verdict")
    return verdict


# Disputes (§10) ---------------------------------------------------------------------------------


def check_dispute(claim, bundle):
    key = ("dispute", claim["id"])
    record = bundle.record(*key)
    taken, text = 0, b""
    for transaction_id in dict.fromkeys(step["stamp"]["tx"] for step in record["steps"]):
        need(transaction_id in bundle.transactions, "a transaction of the history is missing")
        own = bundle.transactions[transaction_id]
        steps = [step for step in record["steps"] if step["stamp"]["tx"] == transaction_id]
        need(all(step["stamp"]["by"] == own.organisation for step in steps), "a step signed by another")
        need(own.name.startswith("dispute:"), "a step written by something else")
        need((own.reads.get(state_key(key)) is not None) == (taken > 0), "a step does not follow the one before")
        taken += len(steps)
        text = own.writes.get(state_key(key), b"")
        written = read_json(text.decode("utf-8"))
        need(written["id"] == claim["id"] and written["steps"] == record["steps"][:taken], "other steps were written")
    need(taken == len(record["steps"]) and text.decode("utf-8") == bundle.records[key][1], "not as the last step left it")
    need(sha(canonical(record["frozen"]).encode()).hex() == record["evidenceDigest"], "another list of records")
    for frozen in record["frozen"]:
        own_key = (frozen["type"], *frozen["id"].split("/"))
        texts = [one.writes[state_key(own_key)] for one in bundle.transactions.values() if state_key(own_key) in one.writes]
        if own_key in bundle.records:
            texts.append(bundle.records[own_key][1].encode())
        need(any(sha(one).hex() == frozen["digest"] for one in texts), "a record it rests on is not shown")
    subject = record["subject"]
    if subject["kind"] == "event":
        place = (subject["organisation"], subject["journal"], ten(subject["sequence"]))
        leaf = bundle.leaves.get((place, subject["leaf"]))
        need(leaf is not None and leaf["id"] == subject["id"], "the event in dispute is not there")
    return "%s %s" % (record["state"], ",".join(step["action"] for step in record["steps"]))


# The bundle -------------------------------------------------------------------------------------


def open_bundle(file):
    try:
        archive = zipfile.ZipFile(file)
        infos = archive.infolist()
        names = [one.filename for one in infos]
        if len(set(names)) != len(names) or not all(NAME.fullmatch(name) for name in names) or len(names) > 5000:
            raise Unreadable("file names")
        if max((one.file_size for one in infos), default=0) > 2**26 or sum(one.file_size for one in infos) > 2**28:
            raise Unreadable("too large")
        files = {name: archive.read(name) for name in names}
        manifest = read_json(files["manifest.json"].decode("utf-8"))
        if manifest["format"] != "catalog-chain-evidence/1":
            raise Unreadable("format")
        return files, manifest
    except Unreadable:
        raise
    except Exception as error:
        raise Unreadable(type(error).__name__) from error


def check(files, manifest, given_roots):
    listed = {one["path"]: one for one in manifest["files"]}
    need(set(listed) | {"manifest.json"} == set(files) and len(listed) == len(manifest["files"]), "files")
    for path, one in listed.items():
        need(len(files[path]) == one["bytes"] and sha(files[path]).hex() == one["sha256"], path + " is altered")
    own_roots = {name[6:-4]: content for name, content in files.items() if name.startswith("roots/")}
    trust = Trust(given_roots or own_roots)
    records = {}
    for line in read_lines(files["reads.ndjson"]):
        need(tuple(line["key"]) not in records, "a read twice")
        records[tuple(line["key"])] = check_read(line, trust, manifest)
    transactions = {
        name[13:-4]: check_transaction(name[13:-4], content, trust, manifest)
        for name, content in files.items()
        if name.startswith("transactions/")
    }
    for key, (record, text) in records.items():
        if key[0] == "batch" and record["committed"]["tx"] in transactions:
            carried = transactions[record["committed"]["tx"]]
            need(carried.writes.get(state_key(key)) == text.encode(), "the header is not the one written")
            need(carried.organisation == record["organisation"] == record["committed"]["by"], "another reporter")
            need(tree([line.encode() for line in carried.lines or []]).hex() == record["root"], "another root")
    leaves = {}
    for line in read_lines(files["leaves.ndjson"]):
        place = tuple(line["batch"])
        need(("batch", *place) in records and (place, line["index"]) not in leaves, "a leaf without header, or twice")
        header = records[("batch", *place)][0]
        included(line["line"], line["index"], header["count"], [bytes.fromhex(one) for one in line["path"]], header["root"])
        leaves[(place, line["index"])] = read_json(line["line"])
    need(len(manifest["claims"]) > 0, "no claim")
    bundle = Bundle(records, leaves, transactions)
    return [(claim, check_claim(claim, bundle)) for claim in manifest["claims"]]


def check_claim(claim, bundle):
    kind, records, leaves = claim["claim"], bundle.records, bundle.leaves
    if kind == "record":
        found = [leaf for leaf in leaves.values() if leaf.get("record") == claim["record"]]
        need(len(found) == claim["events"] > 0, "not as many events of the record")
        return "%d events" % len(found)
    if kind == "request":
        return bundle.record("request", claim["id"])["state"]
    if kind == "period":
        return check_period(claim, bundle)
    if kind == "dispute":
        return check_dispute(claim, bundle)
    if kind == "event":
        reporter = claim.get("organisation")
        found = [
            place
            for place, leaf in leaves.items()
            if leaf["id"] == claim["id"] and reporter in (None, place[0][0])
        ]
        need(len(found) == 1, "the event is not there once")
        batch, index = found[0]
        header = records[("batch", *batch)][0]
        return ",".join(next((one["codes"] for one in header["violations"] if one["leaf"] == index), [])) or "no violation"
    if kind == "grant":
        record, _ = records[("grant", claim["id"])]
        text = canonical({"id": record["id"], "terms": record["terms"]})
        need(sha(text.encode()).hex() == record["hash"], "another hash")
        return record["state"]
    if kind == "resource-version":
        need(("resource-version", claim["id"], ten(claim["version"])) in records, "no such version")
        return "there"
    need(kind == "complete", "an unknown claim")
    return check_complete(claim, bundle)


def main(file, trust=None):
    roots = {}
    for name in os.listdir(trust) if trust else []:
        with open(os.path.join(trust, name), "rb") as stream:
            roots[name[:-4]] = stream.read()
    try:
        files, manifest = open_bundle(file)
        for claim, statement in check(files, manifest, roots):
            print(claim["claim"], statement)
        return 0
    except Unreadable as error:
        print("unreadable:", error)
        return 2
    except Exception as error:  # whatever goes wrong in a bundle that could be opened makes it invalid
        print("invalid:", type(error).__name__, error)
        return 1


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:3]))
