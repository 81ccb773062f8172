#!/bin/sh
exec gen-migration "$@"
