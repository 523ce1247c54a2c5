package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"harmonium/install"
	"harmonium/kernel/client"
)

// target is where install and uninstall work.
type target struct {
	user, sysPrefix bool
	prefix          string
}

func (t *target) flags(cmd *cobra.Command) {
	f := cmd.Flags()
	f.BoolVar(&t.user, "user", false, "in this user's Jupyter folder (the default)")
	f.BoolVar(&t.sysPrefix, "sys-prefix", false, "in the active Python environment")
	f.StringVar(&t.prefix, "prefix", "", "in `DIR`/share/jupyter/kernels")
	cmd.MarkFlagsMutuallyExclusive("user", "sys-prefix", "prefix")
}

// kernels is the folder that holds the kernelspecs.
func (t *target) kernels(ctx context.Context) (string, error) {
	prefix := t.prefix
	if t.sysPrefix {
		var err error
		if prefix, err = (install.Env{}).SysPrefix(ctx); err != nil {
			return "", err
		}
	}
	if prefix == "" {
		return filepath.Join((install.Env{}).UserData(), "kernels"), nil
	}
	return filepath.Join(prefix, "share", "jupyter", "kernels"), nil
}

func installCommand() *cobra.Command {
	var where target
	var spec install.Spec
	var env []string
	var restricted bool
	cmd := &cobra.Command{
		Use: "install", Short: "Add Harmonium to Jupyter", Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			kernels, err := where.kernels(cmd.Context())
			if err != nil {
				return err
			}
			if spec.Binary, err = os.Executable(); err != nil {
				return fmt.Errorf("install: %w", err)
			}
			if spec.Env, err = assignments("env", env); err != nil {
				return err
			}
			if restricted {
				spec.Args = []string{"--restricted"}
			}
			dir, err := spec.Install(kernels)
			if err == nil {
				fmt.Fprintln(cmd.OutOrStdout(), "installed", dir)
			}
			return err
		},
	}
	where.flags(cmd)
	restrictedFlag(cmd, &restricted)
	cmd.Flags().StringVar(&spec.Name, "name", install.DefaultName, "the kernelspec's `NAME`")
	cmd.Flags().StringVar(&spec.DisplayName, "display-name", install.DefaultDisplay, "the `NAME` in the launcher")
	cmd.Flags().StringArrayVar(&env, "env", nil, "set `KEY=VALUE` for the kernel; may be repeated")
	return cmd
}

func uninstallCommand() *cobra.Command {
	var where target
	var name string
	cmd := &cobra.Command{
		Use: "uninstall", Short: "Remove Harmonium from Jupyter", Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			kernels, err := where.kernels(cmd.Context())
			if err != nil {
				return err
			}
			dir, err := install.Uninstall(kernels, name)
			if err == nil {
				fmt.Fprintln(cmd.OutOrStdout(), "removed", dir)
			}
			return err
		},
	}
	where.flags(cmd)
	cmd.Flags().StringVar(&name, "name", install.DefaultName, "the kernelspec's `NAME`")
	return cmd
}

// assignments reads the values of an option that may be repeated.
func assignments(option string, list []string) (map[string]string, error) {
	var all map[string]string
	for _, a := range list {
		key, value, ok := strings.Cut(a, "=")
		if !ok || key == "" {
			return nil, fmt.Errorf("--%s %q is no NAME=VALUE", option, a)
		}
		if all == nil {
			all = map[string]string{}
		}
		all[key] = value
	}
	return all, nil
}

func doctorCommand() *cobra.Command {
	return &cobra.Command{
		Use: "doctor", Short: "Find out what is wrong with an installation and what to type", Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			binary, err := os.Executable()
			if err != nil {
				return fmt.Errorf("doctor: %w", err)
			}
			d := install.Doctor{Binary: binary, Version: version, Start: kernelAnswers}
			if !install.Report(cmd.OutOrStdout(), d.Examine(cmd.Context())) {
				return errSaid
			}
			return nil
		},
	}
}

// kernelAnswers starts a kernel as a front end would, and waits for its answer.
func kernelAnswers(ctx context.Context, argv, env []string) error {
	k, err := client.Start(ctx, client.Command{Argv: argv, Env: env})
	if err != nil {
		return err
	}
	return k.Stop()
}
