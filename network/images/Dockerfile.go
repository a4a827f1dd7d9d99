# SPDX-License-Identifier: Apache-2.0
# Compiles programs of a pinned Go module where the machine has no Go but can pull an image. The programs
# are copied out of the image afterwards. Proxy settings come from the builder's environment.
FROM golang:1.26
ARG GOPROXY
ARG GOSUMDB
ARG PACKAGES
ARG LDFLAGS
ARG TAGS
ARG CGO_ENABLED=0
WORKDIR /src
COPY . .
RUN mkdir -p /out && go build -p 2 -trimpath -tags "${TAGS}" -ldflags "${LDFLAGS}" -o /out/ ${PACKAGES}
