#!/bin/sh
exec gen-migration -m "$@"
